"""A few news articles that answer questions, made up: totals and parts, reprints, reports that disagree, dates."""

GIFTS = {
    "id": "gifts",
    "title": "阳湾村三天收到爱心捐款",
    "source": "阳湾周报",
    "published_at": "2021-03-05",
    "body": "三月二日，阳湾村党支部向全村发出捐助倡议，97名党员当天响应。\n"
    "截至昨日，全村共捐款三万多元，消毒液二吨，口罩三千余个。\n"
    "其中村民石大海个人捐款1万元，他经营着村口的粮油店。\n"
    "捐款用于修缮村小学的屋顶，因为去年的暴雪压坏了房梁。",
    "lang": "zh",
}
GIFTS_REPRINT = {
    "id": "gifts-reprint",
    "title": "阳湾村村民踊跃捐款",
    "source": "东岭晚报",
    "published_at": "2021-03-06",
    "body": "东岭晚报消息，阳湾村的爱心还在继续。\n据村委会介绍，阳湾村全村共捐款3万多元，善款将专门用于修缮村小学。",
    "lang": "zh",
}
_STORM = (
    "台风“青鸾”登陆后，望海镇连夜组织群众避险，镇干部挨家挨户敲门，把老人和孩子送到中学体育馆。\n"
    "望海镇应急办说，全镇共转移群众{moved}人，没有人员伤亡。\n"
    "通往码头的公路被冲断，抢修队预计三天内恢复通车，渔船全部回港避风，学校停课。"
)
STORM_EARLY = {
    "id": "storm-early",
    "title": "望海镇连夜转移群众",
    "source": "望海早报",
    "published_at": "2021-08-10",
    "body": _STORM.format(moved="320"),
    "lang": "zh",
}
STORM_LATE = {
    "id": "storm-late",
    "title": "望海镇连夜转移群众",
    "source": "滨城日报",
    "published_at": "2021-08-12",
    "body": _STORM.format(moved="460"),
    "lang": "zh",
}
BRIDGE = {
    "id": "bridge",
    "title": "青石河大桥通车",
    "source": "滨城日报",
    "published_at": "2022-05-18",
    "body": "青石河大桥昨日正式通车。\n大桥全长1280米，总投资4.6亿元，工期28个月。\n"
    "市长林若溪在通车仪式上说，过河时间由四十分钟缩短到五分钟。",
    "lang": "zh",
}
LIGHTHOUSE = {
    "id": "lighthouse",
    "title": "Lighthouse at Cape Morrow is sold",
    "source": "Morrow Mail",
    "published_at": "2022-09-03",
    "body": "The lighthouse at Cape Morrow was sold to the Heron Trust for $2.4 million on Friday.\n"
    "The trust will employ 14 people and reopen the tower in 2024.\n"
    "The roof was replaced because salt had eaten through the lead.",
    "lang": "en",
}
PERCH = {
    "id": "perch",
    "title": "鲈鱼养殖增收",
    "source": "阳湾周报",
    "published_at": "2022-11-20",
    "body": "杏林合作社今年养殖鲈鱼，产量同比增长12%。\n社员说，鱼苗来自邻县，饲料由合作社统一采购。",
    "lang": "zh",
}

ARTICLES = (GIFTS, GIFTS_REPRINT, STORM_EARLY, STORM_LATE, BRIDGE, LIGHTHOUSE, PERCH)
