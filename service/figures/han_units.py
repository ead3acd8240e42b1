"""Chinese units and classifiers, as data: what each is, and what it must not stand before."""

# One row a unit: kind, name, words; "个/[人]" is 个 where no 人 follows. Rows of classifiers give the noun they count.
HAN_ROWS = """
mass tonne 吨
mass kilogram 公斤 千克
mass jin 市斤 斤
mass gram 克/[服制隆拉]
mass milligram 毫克
mass microgram 微克
length kilometre 公里 千米
length metre 米/[饭粉兰]
length centimetre 厘米 公分
length millimetre 毫米
length micrometre 微米
length nanometre 纳米
length li 华里 里/[面程约]
length nautical_mile 海里
length mile 英里
length foot 英尺
length inch 英寸
length chi 尺
length zhang 丈/[夫量]
length light_year 光年
area square_metre 平方米 平米 ㎡ m²
area square_kilometre 平方公里 平方千米 km²
area square_centimetre 平方厘米
area square_foot 平方英尺
area square_mile 平方英里
area mu 亩
area hectare 公顷
area acre 英亩
volume cubic_metre 立方米 立方 m³
volume cubic_kilometre 立方公里
volume litre 升/[级旗学职温]
volume millilitre 毫升
volume gallon 加仑
volume barrel_of_oil 桶油 桶原油
duration century 个世纪
duration year 周年 年/[代级度轻份初底末货龄] 周岁 岁/[月末] 载/[货体] 个年头
duration month 个月/[饼球光亮] 个余月 月/[饼球光亮]
duration quarter 个季度
duration week 个星期 个礼拜 周/[边围末一二三四五六日]
duration day 天/[然津空气下文真坛] 日/[元本均龄程报常] 昼夜 个工作日 个交易日 个昼夜
duration night 夜/[间色里晚景市] 晚/[会上]
duration hour 个小时 小时 个钟头 钟头 学时 课时
duration minute 分钟
duration second 秒/[杀]
percent percentage_point 个百分点 百分点
percent basis_point 个基点 基点
ratio times 倍/[数]
count person_time 人次
count person 名/[单词字额列牌次义] 人/[民大才员类工物均行士间数份质] 位/[于置居数] 人份 口人
count household 户/[口外籍型]
count organisation 家/[庭长电具园乡属]
count item 个/[体] 件 只/[有是能要不] 项/[目] 条/[件例约] 枚 样/[本子品] 款/[项]
count piece 块/[钱] 片/[区面] 根/[据本] 支/[部持付出行援撑队] 颗 粒 枝 把/[握关]
count time 次/[日于数年要级] 趟 回/[家来到应] 遍 人·次
count event 场/[地馆所景] 出/[台来现头口]
count session 届
count case 例/[如外行] 起/[来到诉草码义初] 宗/[旨教] 桩 案
count machine 台/[湾风海北账县州] 部/[门委分队署级位长]
count vehicle 辆 车次 列/[入为车]
count aircraft 架/[构桥次]
count ship 艘
count institution 所/[有在以谓]
count structure 座/[谈位右]
count building 栋 幢
count floor 层/[次面级]
count room 间/[接隔]
count set 套/[餐路利取]
count picture 幅/[度员]
count book 本/[科来地月周次报人市省着身级土轮] 册
count copy 份/[额子内]
count sheet 张/[家店某]
count letter 封/[城闭控面]
count batch 批/[准评复发示]
count box 箱 盒
count bottle 瓶/[颈]
count bag 袋 包/[括含裹装]
count barrel 桶
count plant 株/[洲式] 棵
count head 头/[部条条顶脑痛发] 匹/[配]
count kind 种/[植子族田] 类/[似型别]
count pair 双/[方边] 对/[于此外待应口接]
count group 组/[织建成合长] 队/[伍员长]
count team 支队伍 支队
count vote 票
count seat 席/[卷位间]
count place 处/[理于置罚长所分]
count village 村/[民里委庄]
count character 字/[体幕节]
count page 页/[面]
count round 轮/[船流胎]
count issue 期/[间货末待限]
count line 行/[业政动程为人李使驶]
count course 门/[口诊票店户]
count song 首/[次先都要批席家]
count article 篇
count class 班/[级子车]
count step 步/[行入伐]
count celsius ℃ 摄氏度 度/[过假数电]
count kilometre_per_hour 公里/小时 公里每小时 千米/小时 km/h
count kilowatt_hour 千瓦时 度电
count kilowatt 千瓦
count megawatt 兆瓦
count gigawatt 吉瓦
count watt 瓦
count volt 伏
count decibel 分贝
count point 分/[之钟别析布子歧工散类局行支配开组享给期批成发为公店校拨担厂会]
count level 级/[别联]
count share 股/[东份票权市价]
"""

# (words, currency, factor): spoken and small units become the currency's own.
HAN_MONEY = (
    ("元人民币 块钱人民币 块钱 元钱 元整 元 圆整 圆 人民币", "CNY", "1"),
    ("角 毛钱", "CNY", "0.1"),
    ("分钱", "CNY", "0.01"),
    ("美元 美金", "USD", "1"),
    ("美分", "USD", "0.01"),
    ("欧元", "EUR", "1"),
    ("港元 港币 港圆", "HKD", "1"),
    ("日元 日圆", "JPY", "1"),
    ("英镑", "GBP", "1"),
    ("韩元 韩圆 韩币", "KRW", "1"),
    ("新台币元 元新台币 新台币 台币", "TWD", "1"),
    ("澳元 澳大利亚元", "AUD", "1"),
    ("澳门元 澳门币", "MOP", "1"),
    ("加元 加拿大元", "CAD", "1"),
    ("新加坡元 新元 新币", "SGD", "1"),
    ("新西兰元 纽元", "NZD", "1"),
    ("瑞士法郎 瑞郎", "CHF", "1"),
    ("卢布", "RUB", "1"),
    ("印度卢比 卢比", "INR", "1"),
    ("泰铢", "THB", "1"),
    ("越南盾", "VND", "1"),
    ("里亚尔", "BRL", "1"),
)
