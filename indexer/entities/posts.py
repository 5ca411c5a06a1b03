"""Post nouns: the nouns that posts end in, and the words that may precede them."""

from __future__ import annotations

import re

# Nouns that by themselves denote the holder of a post. Negative look-aheads exclude words with the same start:
# 主任医师, 委员会, 主席团, 书记员.
# Continuations of 长 where it begins another word: 通州区长江路, 全县长期
_LONG = (
    r"江[路边流经大中下上干支口南北沿岸水三隧以]|城|沙[市县]|春市|者|安[区镇街]"
    r"|期|远|效|大|三角|假|征|廊|途|短|度|年|久|处|足|寿|街|青[街路]"
)
_MAJOR = (
    r"总书记|书(?<!总书)记(?!员|处)|[村社]?支书(?!记)|主任委员|主任科员"
    r"|(?<!班)主(?: {1,2})?任(?!医|护|药|技|记|编|播|科|委)"
    r"|(?:国家)?主(?<!习主)席(?![团台令])|主委(?!会)|委员长|国务委员|候补委员|委员(?!会)|常委(?!会)|专委"
    r"|秘书长|行政长官|政治委员|政治教导员|政治协理员|政委|教导员|指导员|协理员|司令员|司令官(?!邸)|司令(?!部|官)"
    r"|(?:党组|党委|工委|编委会|编务会议?|主席团)成员|调研员|巡视员|督查专员|监察专员|警务专员|督学|专员(?!公署)"
    r"|特派员(?!公署)|审判员|苏木达|嘎查达|[众参下上]?议员|立委|编委(?!会)|总编辑|总编(?![辑室])|总导演"
    r"|(?:项目|销售|基金|客户|区域|大堂|市场)经理|董事总经理|总经理(?!助理)|经理|总裁|(?:设计|技术|市场|艺术|运营|财务|创意|产品|销售)总监|总监"
    r"|总工程师|总会计师|总经济师|总规划师|总农艺师|总畜牧师|总工(?!会)|总干事|独立董事|外部董事|董事(?![会长])|监事(?![会长])|理事(?![会长国])"
    r"|创始人|创办人|(?:首席|创始|管理|高级)?合伙人|(?:联席)?ceo|首席\w{2,3}官|法人(?!代表|治理|单位|[的、])|领队|召集人|领袖(?![成力峰气])|领导人"
    r"|(?:省|市|区|县|州|旗|盟|镇|乡|街道|局|院|校|村)领导(?![干小班人下机力岗职的层们和及成关核包])"
    r"|新闻发言人|发言人|(?<![传象广益心化游读])大使(?![馆奖们])|总领事(?!馆)|总统(?!府|选|任)|首相(?!府)|副?总理(?!事|国)|国务卿|国王|女王|王储|大臣|外长|防长|议长|里长"
    r"|(?:参谋|检察|审判|理事|董事|监事|护士|警务?|执行)长|[大中支总]队长|小?组 {0,2}长|署长"
    r"|[省市区县旗州盟镇乡村局厅部处科股司署院校所站队团营连会台社馆行庭厂场矿店段库园室关警]长"
)
# Nouns for a rank or an honour: posts only beside another one (副站长、农艺师), not by themselves.
_MINOR = r"工程师|农艺师|畜牧师|兽医师|科员|顾问|职员|干事|候选人"
# Trades and degrees: no posts, but they may stand between a post and the name: 会长、教授王林
_TITLE = (
    r"教授|研究员|经济师|会计师|规划师|[医护药技]师|讲师|院士|博士生导师|硕士生导师|博导|博士|导师|代表|劳模|专家|作家|律师"
    r"|评论员|队员|成 {0,2}员|大校|少将|中将|上将|上校|中校|少校|党员|干部|法官|检察官|馆员|编辑|记者|教练|会员"
)
# Continuations that show that such a noun is part of a body's name: 市律师行业党委, 人民代表大会, 记者站
_ON = "行业|协会|学会|事务所|大会|团|处|部|室|局|学院|组|库|站|活动|服务|联合会|联谊会|中心|工作|队"
# First characters of posts, to skip most characters quickly.
_FIRST = (
    "书支主委常专秘众参下上行政教指协司党调巡督总经董监省市区县州旗盟镇乡街局院校村发大理参检审护警厅部处科股署所站队团营连组会台社馆庭厂场矿店段库园室关"
    "研工农规畜兽医药技讲博导代劳作律评顾职成负少中上干法编记候国特苏嘎议立项销基客独外创合联首领召女王防里执新设市艺运财产硕班c小"
)
# Second characters of nouns with these: four of five that have the first have none of the second.
_SECOND = (
    "书事人令任伙会使储农划判办务医员品售场域堂士始委学官家察导将工师席干意户授支政木术查校模治派济牧王理畜监目相研程究立练组"
    "经统编者臣艺营行补表袖裁规视言计议记论谋责辑选道部金长问闻队集领e "
)
# A head may continue: 区长助理, 市长候选人
HEAD = re.compile(
    rf"(?=[{_FIRST}][{_SECOND}])(?:(?P<major>{_MAJOR})(?:助理|候选人|人选)?|(?P<bodied>(?<![关主要队])负责人)"
    rf"|(?P<minor>(?:{_MINOR})(?!{_ON}))|(?P<title>(?:{_TITLE})(?!{_ON})))(?:\([^()\n]{{1,8}}\))?"
)

# First words of a post without its body: 常务副主任, 党组书记, 一级调研员, 代理市长
_RANK = (
    r"(?:原|前(?!口)|时任|新任|候任|助理|第一|常务|专职|兼职|挂职|名誉|荣誉|执行|代理|首席|高级|特级|驻村|分管"
    r"|[一二三四五六]级|正[处科厅局]级|副[处科厅局团营]级|[副代总])"
)
# Committees that stay with the post: 区委书记, 党组成员, 镇纪委书记
_KEPT = (
    r"(?:(?:[省市区县州旗盟镇乡]|苏木)(?:\([省市区县州旗、]{1,5}\))?委(?:政法委)?"
    r"|[省市区县州旗盟镇乡]?(?:纪委监委|纪检监察组|纪检组|纪工委|纪委)|党组|党委|党工委|(?<!关)工委|党总支部?|党支部|党支书|党组织|总支部?|支部|机关党委"
    r"|村委会|政法委|政治局|驻村)"
)
# What stays with the post before some nouns only: 政协主席, 镇人大主席, 组织部部长, 宣传部长
_KEPT_BEFORE = {
    "主席": rf"(?:[省市区县州旗盟镇乡]?政协(?:党组)?|[镇乡]?人大(?:主席团)?|{_KEPT})",
    "部长": rf"(?:(?<!委)(?:组织|宣传|统战|社会工作)部?|人武|武装|{_KEPT})",
    "委员": rf"(?:政务|组织|宣传|统战|纪检|政法|武装|{_KEPT})",
}


def _tail(kept: str) -> re.Pattern[str]:
    return re.compile(rf"{_RANK}{{0,2}}{kept}{{0,3}}{_RANK}{{0,4}}$")


_TAILS = {noun: _tail(kept) for noun, kept in _KEPT_BEFORE.items()}
_TAIL = _tail(_KEPT)


def find_tail(text: str, start: int, head: int) -> int:
    """Return the start of the words before the noun at `head` that belong to the post: 原党委副(书记)."""
    match = _TAILS.get(text[head : head + 2], _TAIL).search(text, start, head)
    return match.start() if match else head


# Organs that belong to a place and stand without it after another post of the same person: 县委办主任、总工会主席
ORGAN = re.compile(
    r"(?:人大常委会|人大工委|人大|政协|人民政府|政府办公室|政府|监察委员会|监委|人民武装部|人武部|武装部|组织部|宣传部|统战部|政法委|社会工作部"
    r"|总工会|工会|妇联|团委|工商联|科协|残联|文联|侨联|红十字会|关工委|管委会|管理委员会|办事处|委办公室|委办|公安局|居委会)$"
)
