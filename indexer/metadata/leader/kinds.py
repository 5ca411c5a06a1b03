"""Kinds of posts: public office, company, association, foreign or other."""

from __future__ import annotations

import re

_COUNTRIES = (
    "美国|英国|法国|德国|日本|韩国|朝鲜|俄罗斯|乌克兰|[俄乌美英法德日韩](?=外[长交]|总统|国防|首相|国会|军)|印度|意大利|西班牙|加拿大|澳大利亚|新西兰|欧盟|欧洲|联合国|北约"
    "|以色列|巴勒斯坦|伊朗|伊拉克|土耳其|巴西|阿根廷|南非|埃及|越南|泰国|缅甸|老挝|柬埔寨|菲律宾|马来西亚|新加坡|印尼|印度尼西亚|巴基斯坦|阿富汗|蒙古国"
    "|哈萨克斯坦|乌兹别克斯坦|土库曼斯坦|吉尔吉斯|塔吉克斯坦|格鲁吉亚|阿塞拜疆|亚美尼亚|波兰|白俄罗斯|瑞典|瑞士|荷兰|比利时|希腊|匈牙利|捷克|斯洛|塞尔维亚"
    "|芬兰|挪威|丹麦|冰岛|爱尔兰|葡萄牙|墨西哥|古巴|智利|秘鲁|哥伦比亚|委内瑞拉|玻利维亚|厄瓜多尔|乌拉圭|巴拿马|尼日利亚|肯尼亚|埃塞俄比亚|索马里|苏丹|坦桑尼亚"
    "|津巴布韦|赞比亚|刚果|加纳|安哥拉|塞内加尔|塞舌尔|摩洛哥|突尼斯|阿尔及利亚|利比亚|叙利亚|黎巴嫩|约旦|沙特|阿联酋|卡塔尔|科威特|也门|孟加拉|斯里兰卡|尼泊尔"
    "|马尔代夫|东帝汶|文莱|斐济|瓦努阿图|所罗门群岛|巴布亚|马耳他|塞浦路斯|罗马尼亚|保加利亚|克罗地亚|立陶宛|拉脱维亚|爱沙尼亚|奥地利|卢森堡"
    r"|国际(?!关系|合作|交流|商|贸|传|会展|货|物流|旅|酒|学校|医|港|机场)|世界(?!文化|自然)|白宫|[\u4e00-\u9fff]{0,6}联储|参谋长联席|美军|纽约|伦敦|巴黎|东京|首尔|莫斯科|华盛顿|芝加哥|夏威夷|加州|得州|佛罗里达|密苏里|FBI|人居署"
)
# 中国驻美国大使 is of China: 驻 excludes what follows it.
_FOREIGN = re.compile(
    rf"^(?:前)?(?:{_COUNTRIES})|(?<!驻)(?<!中)(?:{_COUNTRIES}).{{0,12}}(?:议会|政府|党|军|部|总统|国防)$"
)
_FOREIGN_POST = re.compile(r"总统|首相|国王|女王|王储|大臣|国务卿|防长|议长$|领袖$")
_FOREIGN_OFFICE = re.compile(r"^(?:外长|总理)$")
_COMPANY = re.compile(
    r"公司|集团(?!军)|(?<!人民)银行|[^路]支行|分行|证券|(?<!社会)(?<!医疗)保险|产险|人寿|合作社|事务所|酒店|饭店|宾馆|民宿|企业|厂$|超市|商行|工房|种植基地|养殖|茶园|门店|淘宝|客栈|农庄|控股"
    r"|投资|投行|实业|资本|股份|股票|科技$|传媒$|文旅$|血浆站|北交所|上交所|深交所|环球港|电力局|电网|移动|联通|电信|航空(?!航天)|直属库"
)
_COMPANY_POST = re.compile(
    r"董事长|(?<!总干)董事|监事|总经理|经理|总裁|CEO|首席\w{2,3}官|创始人|创办人|合伙人|法人|执行长|(?<!音)总监$|副?行长$"
)
_PUBLIC_ORG = re.compile(
    r"国资委|医共体|医院|人民银行|央行|(?:[省市区县州旗盟镇乡]|街道)$|大学|学院|学校|(?:局|委员会|办公室|管委会)$"
)
_ASSOCIATION = re.compile(
    r"协会|[足篮排泳乒羽网棋]协|学会|商会|研究会|促进会|基金会|联谊会|互助会|同乡会|校友会|协进会|理事会|分会|会所|志愿|联盟|俱乐部|路德会|宗亲会|(?:服务|义工|救援|公益)队|三会”?$|基金$"
    r"|(?<!残疾人)(?<!妇女)(?<!工商业)(?<!文学艺术界)(?<!科学技术协)(?<!归国华侨)(?<!社会科学界)联合会"
)
_MASS_ORG = re.compile(
    r"科学技术协会|妇女联合会|残疾人联合会|红十字会|作家协会$|文学艺术界联合会|工商业联合会|计划生育协会|消费者协会|贸促会|国际贸易促进委员会"
)
_ASSOCIATION_POST = re.compile(r"(?:会长|理事长?)$")
_NO_COMPANY = re.compile("医共体|总局$|国资委")
_PUBLIC_CLUB = re.compile("红十字|[省市区县州旗盟]$|侨联|工商联|台联|青联|法院|检察")
_OTHER = re.compile(
    r"团队|代表团|运动队|足球(?!协)|篮球(?!协)|[男女](?:足|篮|排)$|球队|国足|国家队$|专家组|楼务会|大运村|组委会|剧组|栏目组"
)
_OTHER_POST = re.compile(r"领队|召集人|导演|教练")
# 米奇·罗斯, but not in regions where names are written so: 艾尔肯·吐尼亚孜
_DOTTED = re.compile(r"[·•‧・.]")
_MINORITY_REGION = re.compile(
    r"新疆|西藏|青海|内蒙古|甘肃|宁夏|云南|四川|自治|[省市区县州旗盟镇乡村]|中国|全国|中共|中央|政协|人大|委|党|社区|街道"
)


def kind_of(name: str, post: str, org: str | None) -> str:
    """Return the kind of a post: public, company, association, foreign or other."""
    body = org or ""
    if _is_foreign(name, post, body):
        return "foreign"
    if _MASS_ORG.search(body) or body.endswith("秘书处"):
        return "public"
    if _ASSOCIATION.search(body):
        return "association"
    if _OTHER_POST.search(post) or _OTHER.search(body):
        return "other"
    if _COMPANY.search(body) and not _NO_COMPANY.search(body):
        return "company"
    if _COMPANY_POST.search(post) and not _PUBLIC_ORG.search(body):
        return "company"
    if _ASSOCIATION_POST.search(post) and not _PUBLIC_CLUB.search(body):
        return "association"
    return "public"


def _is_foreign(name: str, post: str, body: str) -> bool:
    if _FOREIGN.search(body) or _FOREIGN_POST.search(post):
        return True
    if _DOTTED.search(name) and not _MINORITY_REGION.search(body + post):
        return True
    return bool(_FOREIGN_OFFICE.search(post)) and len(body) > 2 and not body.startswith(("中国", "国务院", "外交部"))
