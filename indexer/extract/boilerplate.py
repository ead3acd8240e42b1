"""Which lines of a page are not the article's: patterns of Chinese (and English) news pages, text and HTML alike.

A line is judged by its words alone; how a line's place or its links change the verdict is its caller's business.
"""

import re

from indexer.extract.characters import label_form
from indexer.extract.patterns import PAGER, PAGER_WORDS, whole_words

_NAMES = r"[\w\s·、,，/&.()（）@]{0,30}"

# The whole line is furniture, wherever it stands.
_FURNITURE = re.compile(
    r"[\[【（(]?\s*(?:"
    r"(?:责任编辑|责编|值班编辑|网络编辑|本文编辑|编辑|编审|审核|审校|校对|值班主任|值班总监)\s*[:：]"
    + _NAMES
    + r"(?:(?:责任编辑|责编|编辑|审核|校对|编审)\s*[:：]"
    + _NAMES
    + r")*"
    r"|(?:责任编辑|责编)\s+" + _NAMES + r"|(?:文章|本文|新闻|稿件|信息)来源\s*[:：].{0,40}"
    r"|(?:文章)?(?:关键词|关键字|标签|TAGS?)\s*(?:[:：]|>>).{0,80}"
    r"|分享(?:到|至)?\s*[:：]?.{0,30}|收藏本?文?|举报|投诉|打印(?:本页|本文)?|返回顶部|关闭窗口|字号|字体.{0,12}"
    r"|(?:阅读|浏览|点击|评论|转发|点赞|人气)(?:量|数|次数|全文)?\s*[:：(（]?\s*[\d,.]*\s*[万次)）]*"
    r"|[\d,.]+\s*(?:条评论|人参与|次阅读|阅读|评论|人已读|万?次播放).{0,10}"
    r"|(?:点击|戳)(?:进入|查看|这里|此处|下方|上方|图片|阅读原文).{0,40}|查看(?:更多|全文|原文|评论).{0,12}|阅读剩余全文.{0,10}|展开(?:全文|阅读).{0,6}|阅读原文"
    r"|返回(?:搜狐|首页|腾讯|新浪|.{0,6}(?:网|频道)).{0,16}|正文已结束.{0,30}"
    r"|(?:用?(?:微信|手机))?扫一?(?:扫|描|码).{0,40}|(?:长按|识别|扫描).{0,8}(?:二维码|识别|关注).{0,30}"
    r"|(?:欢迎)?(?:关注|订阅|添加).{0,30}(?:公众号|微信号|微博|客户端|官方微信|服务号|视频号).{0,40}"
    r"|更多(?:猛料|精彩|资讯|内容|新闻|详情|热点).{0,60}|(?:安装|下载).{0,30}(?:客户端|APP|app).{0,40}"
    r"|打开.{0,10}(?:客户端|APP|app).{0,30}|【?(?:上|下)一篇】?\s*[:：]?.{0,60}|【纠错】.{0,30}|【?责任编辑】?.{0,20}"
    r"|我要(?:反馈|跟帖|评论|纠错|投稿).{0,20}|特别声明.{0,300}|(?:免责|版权|特别|郑重|本网|网站)?声\s*明\s*[:：].{0,600}"
    r"|(?:本文)?(?:版权|著作权)(?:归|所有|声明|属于).{0,120}|(?:未经|如需|谢绝|禁止)(?:.{0,20})(?:授权|许可|转载).{0,80}"
    r"|转载(?:请|须)?(?:注明|联系|自).{0,100}|以上内容.{0,40}(?:观点|立场|版权).{0,120}|风险提示\s*[:：].{0,200}"
    r"|.{0,60}(?:不代表本[网站]|仅代表(?:作者|本人)).{0,160}|.{0,20}未经授权不得转载.{0,20}|.{0,20}版权所有.{0,40}"
    r"|(?:Notice|Disclaimer)\s*[:：].{0,600}|Copyright\b.{0,200}|©.{0,200}|All Rights Reserved.{0,60}|.{0,20}ICP[备证].{0,40}|.{0,12}公网安备.{0,40}"
    r"|Share (?:this|on)\b.{0,60}|Advertisement|Print this (?:page|article)|Sign up for .{0,80}newsletter.{0,60}"
    r")\s*[\]】）)]?[。.!！]?",
    re.IGNORECASE | re.DOTALL,
)
# A telephone number or address to send stories to: "(高新区热线 0371-… 投稿邮箱 …@…)".
_HOTLINE = re.compile(
    r"[（(【\[]?.{0,24}(?:热线|报料|爆料|投稿|供稿|邮箱|新闻线索|联系(?:电话|方式|我们)|举报电话|举报邮箱)"
    r".{0,12}[:：]?.{0,6}(?:\d[\d-]{5,}|[\w.-]+@[\w.-]+).{0,80}"
)
_COUNTER = re.compile(r"[\d\s,.:：+\-|/·>»<=_*#~—()（）\[\]A]*|[A-Za-z]?[+-]")
_PAGED = re.compile(whole_words(PAGER), re.IGNORECASE)
_PAGER = re.compile(rf"(?:{whole_words((*PAGER, *PAGER_WORDS))}|[^\w]|\d)++", re.IGNORECASE)
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
_ENDS_SENTENCE = re.compile(r"[。！？!?.…；;][”’」』\"'）)】]*$")


def is_furniture(line: str) -> bool:
    """Whether a line is an editor's line, a counter, a share bar, a hotline, a disclaimer and the like."""
    line = label_form(line)
    text = line.strip()
    if _COUNTER.fullmatch(text):
        # A lone small number or numeral heads a section ("1", "02"); a counter has three digits or other signs.
        return not re.fullmatch(r"0?\d{1,2}[.、]?", text)
    if len(text) > 640:
        return False
    if len(text) <= 80 and is_pager(text):
        return True
    return bool(_FURNITURE.fullmatch(text) or (len(text) <= 120 and _HOTLINE.fullmatch(text)))


def is_pager(line: str) -> bool:
    """Whether a line only leads to other pages of the article: "上一页 1 2 3 下一页", "Next »"."""
    return bool(_PAGER.fullmatch(line)) and bool(_PAGED.search(line))


def starts_related(line: str) -> bool:
    """Whether a list of other articles follows: "相关阅读 换一换", "延伸阅读", "Related articles"."""
    line = label_form(line)
    return len(line) <= 40 and bool(_RELATED.fullmatch(line.strip()))


def is_editor_line(line: str) -> bool:
    """Whether the line names the responsible editor: the article's text ends before it."""
    line = label_form(line)
    return len(line) <= 60 and bool(_EDITOR.match(line.strip()))


def is_related_lead(line: str) -> bool:
    """Whether the line itself names another article: "此前报道：…"."""
    line = label_form(line)
    return len(line) <= 120 and bool(_RELATED_LEAD.match(line))


def is_footer(line: str) -> bool:
    """Whether the site's own footer has begun: copyright, registration, the row of site links."""
    line = label_form(line)
    return len(line) <= 300 and bool(_FOOTER.fullmatch(line.strip()))


def is_breadcrumb(line: str) -> bool:
    """Whether a line is the way from the home page: "新闻中心 > 会客厅 > 正文"."""
    return len(line) <= 80 and bool(_BREADCRUMB.fullmatch(line.strip()))


def is_prose(line: str) -> bool:
    """Whether a line reads as sentences: long enough, and with the punctuation of sentences."""
    if len(line) < 20:
        return False
    return (
        bool(_CLAUSE.search(line))
        or (len(line) >= 60 and bool(re.search(r"[a-zа-я؀-ۿ][,.;:،] ", line)))
        or (len(line) >= 40 and bool(_ENDS_SENTENCE.search(line)))
    )


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, closing quotation marks and brackets aside."""
    return bool(_ENDS_SENTENCE.search(line.strip()))
