"""Which lines of a page are not the article's: patterns of news pages.

A line is judged by its words alone; how a line's place or its links change the verdict is its caller's business.
"""

import re
from functools import lru_cache

from indexer.extract.patterns import (
    PAGER,
    PAGER_WORDS,
    STAFF,
    cut,
    may_hold_labels,
    whole_words,
)
from indexer.text.characters import label_form

_LONGEST_NAME = 6
_NAMES = r"[\w\s·、,，/&.()（）@]{0,30}"

# The whole line is furniture, wherever it stands.
_OPENS, _CLOSES = r"[\[【（(“\"*※]?\s*(?:", r")\s*[\]】）)”\"]?[。.!！]?"
_BEGINS_AS_FURNITURE = re.compile(
    _OPENS
    + r"(?:责任编辑|责编|值班编辑|网络编辑|本文编辑|编辑|编审|审核|审校|校对|值班主任|值班总监)\s*[:：|｜丨]"
    + _NAMES
    + r"(?:(?:责任编辑|责编|编辑|审核|校对|编审)\s*[:：|｜丨]"
    + _NAMES
    + r")*"
    r"|(?:责任编辑|责编)\s+" + _NAMES + r"|(?:文章|本文|新闻|稿件|信息|消息)来源\s*[:：].{0,40}"
    r"|(?:文章)?(?:关键词|关键字|标签|TAGS?)\s*(?:[:：]|>>).{0,80}"
    r"|分享(?:到|至)?\s*[:：]?.{0,30}|点?(?:收藏|点赞|在看|赞)本?文?|点分享|举报|投诉|打印(?:本页|本文)?|返回顶部|(?:关闭|返回)(?:本页|此页|窗口)?|发表评论|推荐给.{0,6}|(?:加入)?收藏(?:本页|此文)?|字[号体].{0,12}|(?:我要)?打印.{0,6}"
    r"|(?:阅读|浏览|点击|评论|转发|点赞|人气)(?:量|数|次数|全文)?\s*[:：(（]?\s*[\d,.]*\s*[万次)）]*"
    r"|[\d,.]+\s*(?:条评论|人参与|次阅读|阅读|评论|人已读|万?次播放).{0,10}"
    r"|(?:点击|戳)(?:进入|查看|这里|此处|下方|上方|图片|[“\"「‘【]?阅读原文).{0,40}|查看(?:更多|全文|原文|评论).{0,12}|阅读剩余全文.{0,10}|展开(?:全文|阅读).{0,6}|阅读原文"
    r"|视频加载中.{0,80}|正在(?:加载|载入|缓冲)(?:视频|音频|图片|数据|内容|中)?[，,…\s.]*(?:请稍[候后等])?[…\s.]*"
    r"|(?:人工智能|AI|智能|语音|真人|机器)(?:朗读|播报)\s*[:：]?|点?击?(?:上方|下方)?蓝字.{0,16}|点个.{0,4}(?:在看|赞).{0,20}|推荐进入.{0,60}|炒股(?:就看|第一步|开户|先看).{0,60}"
    r"|返回(?:搜狐|首页|腾讯|新浪|.{0,6}(?:网|频道)).{0,16}|正文已结束.{0,30}"
    r"|(?:用?(?:微信|手机))?扫一?(?:扫|描|码).{0,40}|(?:长按|识别|扫描).{0,8}(?:二维码|识别|关注).{0,30}"
    r"|(?:欢迎)?(?:关注|订阅|添加).{0,30}(?:公众号|微信号|微博|客户端|官方微信|服务号|视频号).{0,40}"
    r"|更多(?:猛料|精彩|资讯|内容|新闻|详情|热点).{0,60}|(?:安装|下载).{0,30}(?:客户端|APP|app).{0,40}"
    r"|打开.{0,10}(?:客户端|APP|app).{0,30}|【?(?:上|下)一篇】?\s*[:：]?.{0,60}|【纠错】.{0,30}|【?责任编辑】?.{0,20}"
    r"|我要(?:反馈|跟帖|评论|纠错|投稿).{0,20}|特别声明.{0,300}|(?:免责|版权|特别|郑重|本网|网站)?声\s*明\s*[:：].{0,600}"
    r"|(?:本文)?(?:版权|著作权)(?:归|所有|声明|属于).{0,120}|(?:未经|如需|谢绝|禁止)(?:.{0,20})(?:授权|许可|转载).{0,80}"
    r"|转载(?:请|须)?(?:注明|联系|自).{0,100}|以上内容.{0,40}(?:观点|立场|版权).{0,120}|风险提示\s*[:：].{0,200}"
    r"|(?:Notice|Disclaimer)\s*[:：].{0,600}|Copyright\b.{0,200}|©.{0,200}|All Rights Reserved.{0,60}"
    r"|Share (?:this|on)\b.{0,60}|Advertisement|Print this (?:page|article)|Sign up for .{0,80}newsletter.{0,60}"
    + _CLOSES,
    re.IGNORECASE | re.DOTALL,
)
_HOLDS_FURNITURE = re.compile(
    _OPENS + r".{2,40}(?:官方[账帐]号|领域创作者).{0,20}"
    r"|.{0,80}(?:版权归原作者|[如若].{0,12}侵.{0,12}(?:联系|告知|通知)).{0,80}"
    r"|.{0,60}(?:不代表本[网站]|仅代表(?:作者|本人)).{0,160}|.{0,20}未经授权不得转载.{0,20}|.{0,20}版权所有.{0,40}"
    r"|.{0,20}ICP[备证].{0,40}|.{0,12}公网安备.{0,40}" + _CLOSES,
    re.IGNORECASE | re.DOTALL,
)
_WORDS_HELD = re.compile("官方|领域创作者|版权|侵|代表|未经授权|公网安备|[Ii][Cc][Pp]")
"""What a line holds that `_HOLDS_FURNITURE` may match, which takes long to say of a line that does not."""

# A telephone number or address to send stories to: "(高新区热线 0371-… 投稿邮箱 …@…)".
_HOTLINE = re.compile(
    r"[（(【\[]?.{0,24}(?:热线|报料|爆料|投稿|供稿|邮箱|新闻线索|联系(?:电话|方式|我们)|举报电话|举报邮箱)"
    r".{0,12}[:：]?.{0,6}(?:\d[\d-]{5,}|[\w.-]+@[\w.-]+).{0,80}"
)
_COUNTER = re.compile(r"[\d\s,.:：+\-|/·>»<=_*#~—()（）\[\]A]*|[A-Za-z]?[+-]")
_PAGED = re.compile(whole_words(PAGER), re.IGNORECASE)
_PAGER = re.compile(rf"(?:{whole_words((*PAGER, *PAGER_WORDS))}|[^\w]|\d)++", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[\[【（(]\s*([^\[\]【】（）()]{1,40}?)\s*[\]】）)]")
_BRACKETED = re.compile(r"(?:\s*[\[【（(][^\[\]【】（）()]{1,40}[\]】）)])+\s*")
# What sites say below an article of it and of themselves.
_NOTICE = re.compile(
    r"(?:未经|不得|禁止|严禁|谢绝|请勿|拒绝|擅自)[^。，]{0,24}(?:转载|摘编|复制|镜像|转贴|抄袭)"
    r"|转载(?:请|须|需|时)|(?:不代表|不构成|无关)[^。]{0,24}(?:立场|观点|建议|意见)|与本[网站台]无关|仅代表(?:其|作者|本人|个人|发布者)"
    r"|凡(?:本[网站报台社]|注明|标明|来源)|(?:本|该|此)(?:文|稿|内容|作品|网)[^。]{0,16}(?:独家|版权|授权|首发)(?:稿件|所有|发布|转载|使用|归)|版权(?:归|属)[^。]{0,20}所有"
    r"|(?:异议|投诉|侵权|不妥|涉及版权)[^。]{0,40}(?:联系|告知|@|删除|处理|邮)|(?:提供|仅)[^。，]{0,8}(?:信息)?存储(?:空间)?服务|用于传递更多信息|内容仅供参考，不"
    r"|(?:扫描|长按|识别)[^。]{0,16}(?:二维码|码)[^。]{0,24}|(?:关注|订阅|搜索)[^。，]{0,24}(?:公众号|服务号|视频号|客户端|微博|频道|APP)(?![^。]{0,6}(?:的|上|了|说))"
    r"|下载[^。，]{0,24}(?:客户端|APP|手机台|应用)(?![^。]{0,6}(?:的|上|说))|(?:应用市场|应用商店)|(?:提供|征集)新闻线索|(?:报料|爆料|热线)[^。]{0,16}\d{6,}"
    r"|(?:来稿|投稿)[^。]{0,10}(?:请|邮箱|至)[^。]{0,20}[\w.-]+@|^\s*.{0,8}声明\s*[:：]|(?:举报|反馈)[^。，]{0,4}$",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[。！？；]")
_LONGEST_NOTICE = 120
_CREDITED = re.compile(r"供稿|记者|撰稿|撰文|采写|^\W*来源[:：]")
# What follows this line is a list of other articles.
_RELATED = re.compile(
    r"[\[【〖▍■●◆▼↓·>\s]*(?:(?:相关|延伸|推荐|更多|精彩|热门|猜你|为[您你]|往期|此前|早前|拓展|热点|新闻|编辑)"
    r"(?:的)?(?:阅读|新闻|链接|报道|文章|推荐|资讯|专题|内容|喜欢|回顾|搜索|视频|稿件|精选|排行)|延伸\s?·\s?推荐|热文推荐|精华推荐"
    r"|猜你喜欢|大家都在看|你可能(?:会|也|还)?(?:感兴趣|喜欢).{0,6}|相关|今日热点|24小时.{0,8}|热门(?:话题|排行)|点击进入专题"
    r"|作者最新文章|(?:最新|最热|网友|全部|热门|精彩|文明)评论|(?:文明上网)?发表评论|我要评论|时政要闻"
    r"|Related (?:articles?|stories|news|topics)|Read (?:more|next|also)|More (?:from|on|stories)\b.{0,40}|You may also like|Comments?)"
    r"(?:\s*[:：>＞»\]】〗▼↓]*)(?:\s*(?:换一换|更多|more|MORE|\d+))*\s*[:：>＞]*",
    re.IGNORECASE,
)
_RELATED_LEAD = re.compile(r"(?:此前|早前|相关|延伸|推荐)(?:报道|阅读|新闻|链接)\s*[:：]")
_EDITOR = re.compile(r"[\[【（(]?\s*(?:责任编辑|责编)\s*[】\]]?\s*[:：]")
_FOOTER = re.compile(
    r"Copyright\b.*|.{0,30}版权所有.*|©.*|.*All Rights Reserved.*|.{0,20}ICP备.*"
    r"|(?:(?:网站(?:简介|地图|声明)|关于我们|版权声明|广告(?:服务|刊登)|联系(?:方式|我们)|诚聘英才|法律声明)[\s|·\-]*){2,}.*",
    re.IGNORECASE,
)
_BREADCRUMB = re.compile(
    r"(?:(?:您?的?(?:当前|现在|所在)?的?位置|导航)\s*(?:是|在)?\s*[:：].*)|.{0,40}(?:[>＞»›/]\s*)(?:正\s?文|文章正文|内容)\s*"
    r"|(?:[^>＞»›。，]{1,16}\s*[>＞»›]\s*){1,6}[^>＞»›。，]{0,20}"
)
# Chinese is written with commas of half width too.
_CLAUSE = re.compile(r"[，。；！？、]|[\u4e00-\u9fff][,;!?](?![\d\s])")
# Of other scripts too: the danda of India, full stops of Urdu, Amharic, Armenian, Burmese and Khmer.
_ENDERS = frozenset("。！？!?.…；;।॥۔؟።։။។")
_CLOSERS = "”’」』\"'）)】"
_LATER_CLAUSE = re.compile(r"[a-zа-я\u0590-\u1cff][\u0300-\u036f]?[,.;:،।۔] ")
"""Within a line of a script whose words are parted by blanks; from Hebrew to the scripts of India and beyond."""

_LONGEST_FURNITURE = 640


def is_furniture(line: str) -> bool:
    """Whether a line is an editor's line, a counter, a share bar, a hotline, a disclaimer and the like."""
    text = line.strip()
    if _COUNTER.fullmatch(text):
        # A lone small number or numeral heads a section ("1", "02"); a counter has three digits or other signs.
        return not re.fullmatch(r"0?\d{1,2}[.、]?", text)
    return len(text) <= _LONGEST_FURNITURE and _is_furniture(text)


@lru_cache(maxsize=4096)  # of each line of a page it is asked several times
def _is_furniture(text: str) -> bool:
    text = label_form(text)
    if len(text) <= 80 and is_pager(text):
        return True
    # Several of them in a row, each in brackets: "(编辑:何青) [发表评论] [关闭窗口]".
    parts = _IN_BRACKETS.findall(text) if _BRACKETED.fullmatch(text) else []
    if len(parts) > 1 and all(map(_is_all_furniture, parts)):
        return True
    return _is_all_furniture(text) or (len(text) <= 120 and (bool(_HOTLINE.fullmatch(text)) or _is_staff(text)))


def _is_all_furniture(text: str) -> bool:
    held = _WORDS_HELD.search(text) and _HOLDS_FURNITURE.fullmatch(text)
    return bool(held or _BEGINS_AS_FURNITURE.fullmatch(text))


def _is_staff(text: str) -> bool:
    """Whether a line is several labels of who saw to the article, with names: "一审：何青 二审：唐敏"."""
    parts = cut(text) if may_hold_labels(text) else ()
    named = (name for part in parts for name in re.split(r"[\s、，,]+", part.value) if name)
    return (
        len(parts) > 1
        and all("".join(part.label.split()) in STAFF for part in parts)
        and all(len(name) <= _LONGEST_NAME for name in named)
    )


def is_pager(line: str) -> bool:
    """Whether a line only leads to other pages of the article: "上一页 1 2 3 下一页", "Next »"."""
    return bool(_PAGER.fullmatch(line)) and bool(_PAGED.search(line))


def starts_related(line: str) -> bool:
    """Whether a list of other articles follows: "相关阅读 换一换", "延伸阅读", "Related articles"."""
    return len(line) <= 40 and bool(_RELATED.fullmatch(label_form(line).strip()))


def is_editor_line(line: str) -> bool:
    """Whether the line names the responsible editor: the article's text ends before it."""
    return len(line) <= 60 and bool(_EDITOR.match(label_form(line).strip()))


def is_related_lead(line: str) -> bool:
    """Whether the line itself names another article: "此前报道：…"."""
    return len(line) <= 120 and bool(_RELATED_LEAD.match(label_form(line)))


def is_footer(line: str) -> bool:
    """Whether the site's own footer has begun: copyright, registration, the row of site links."""
    return len(line) <= 300 and bool(_FOOTER.fullmatch(label_form(line).strip()))


def is_notice(line: str) -> bool:
    """Whether a line at the end of a text speaks of rights, of who may be written to, or of where to follow the medium.

    A sentence of an article may say the same: only what nothing but such lines follows is told by this.
    """
    text = label_form(line)
    if len(line) > _LONGEST_FURNITURE or not _NOTICE.search(text) or _CREDITED.search(text):
        return False
    sentences = [sentence for sentence in _SENTENCES.split(text) if sentence.strip()]
    told = sum(len(sentence) for sentence in sentences if _NOTICE.search(sentence))
    # In a long paragraph one such sentence is what the article reports.
    return 2 * told >= len(text) or (len(line) <= _LONGEST_NOTICE and bool(_NOTICE.search(sentences[-1])))


def is_breadcrumb(line: str) -> bool:
    """Whether a line is the way from the home page: "新闻中心 > 会客厅 > 正文"."""
    return len(line) <= 80 and bool(_BREADCRUMB.fullmatch(line.strip()))


def is_prose(line: str) -> bool:
    """Whether a line reads as sentences: long enough, and with the punctuation of sentences."""
    if len(line) < 20:
        return False
    return (
        bool(_CLAUSE.search(line))
        or (len(line) >= 60 and bool(_LATER_CLAUSE.search(line)))
        or (len(line) >= 40 and ends_sentence(line))
    )


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, closing quotation marks and brackets aside."""
    return line.strip().rstrip(_CLOSERS)[-1:] in _ENDERS
