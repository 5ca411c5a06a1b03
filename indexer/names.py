"""Names of persons as bylines print them: told from other words, and cut apart where they are glued together."""

from __future__ import annotations

import re

# The surnames that cover nearly everybody, the rare ones of old lists left out where they are common words (和, 于是, 高度).
SINGLE = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣"
    "贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲"
    "伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴鬱胥能苍双闻莘党翟谭贡劳逄姬申"
    "扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄"
    "阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督晋楚闫法汝鄢涂钦"
    "谌归海岳帅缑亢况有琴商佘佟牟赏墨哈谯年爱阳肖付代邸苑初原战苟兰官丛由果宾位兀冼么付敬矫仝仵尧尉揭栗字呼来覃信修付禤练肇卿檀衣"
)
DOUBLE = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空"
        "令狐呼延完颜",
    )
)
# Characters common at the end of given names and rare at the beginning of a text.
GIVEN = frozenset(
    "华明军平志伟东强晓生光林民永杰红波云兰凤英丽玉梅芳燕艳娜娟静敏秀霞琳雪慧婷颖瑶怡佳欣雨涵轩宇浩然博睿琪妍梦洁莹倩楠蕾薇璐珊"
    "玲芬香辉斌涛超鹏飞磊勇刚毅峰亮俊龙健凯旭晨阳帆彬煜鑫森淼焱琨昊哲瀚源泽铭航锋伦威宁康健泉义德仁信忠良贵荣庆祥福寿瑞珍珠"
    "琴瑾瑜璇媛媚嫣妮姝婕婧娴娇蓉莉萍茜菲菁萱苗芸莲蓓蔓晗晴曦昕昱晶晟暄岚岩峻嵘柯桐楷榕楚清沛洋淇淳溪渊澜潇滢烨煊熙炜焕燊"
)
# What stands in a byline among the names and is none: 摄影报道, 文图, 综合.
OTHER = (
    "文并摄 文并图 广告 文章 署名 报道 综合 摄影 文图 图文 摄影报道 整理 供稿 供图 消息 编译 编写 文字 视频 通讯 采写 撰文 本报 本网 本台 全媒体 融媒体 记者 原创 "
    "新闻 来源 作者 编辑 责编 审核 校对 监制 策划 海报 插图 漫画 制图 剪辑 配图 报讯 特稿 专电 时间 日期 北京 上海 天津 重庆 河北 山西 辽宁 "
    "吉林 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 黑龙江 香港 "
    "澳门 广州 深圳 成都 武汉 杭州 南京 西安 青岛 济南 郑州 长沙 石家庄 聊城 哈尔滨 太原 沈阳 合肥 福州 南昌 苏州 宁波 温州 大连 常州 徐州 金华 洛阳 安阳 周口 荆州 黄冈 黄石 "
    "常德 娄底 邵阳 邢台 廊坊 保定 唐山 秦皇岛 张家口 东营 包头 安庆 宣城 柳州 桂林 乌鲁木齐 上午 下午 今天 昨天 日前 近日 今年 去年 目前 此次 本次 这里 那里 "
    "我们 他们 大家 图片 高清 有限 公司 集团 中心 方面 于是 高度 全国 全省 全市 全区 全县"
)
NOT_NAMES = frozenset(OTHER.split())
# Of bodies, places and outlets, not of persons: 宣传部, 双辽市, 红网.
NOT_LAST = frozenset("网报社台部局院市县区镇乡厅委队所站处馆省州校时讯")
HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
# 热比古丽·艾山
DOTTED = re.compile(rf"{HAN}{{1,8}}(?:[·•・‧]{HAN}{{1,8}}){{1,2}}")
# What a body's name ends in, in front of a person's: 鲁山县委宣传部陈以显
ORG_END = re.compile(
    r"(?:部|局|中心|委|网|社|院|校|县|镇|乡|所|台|报|处|站|队|办|会|公司|集团|政府|大学|学院|频道|客户端|新闻|融媒|发布)"
)


def is_name(text: str) -> bool:
    """Whether a run of characters can be a person's name: 王林, 欧阳小林, 热比古丽·艾山."""
    if DOTTED.fullmatch(text):
        return True
    if not 2 <= len(text) <= 4 or text in NOT_NAMES or text[-1] in NOT_LAST or not re.fullmatch(rf"{HAN}+", text):
        return False
    return (text[0] in SINGLE and len(text) <= 3) or (text[:2] in DOUBLE and len(text) >= 3)


def cut_names(run: str) -> tuple[tuple[int, int], ...]:
    """The ranges of the names that a run of characters is glued of, () where it is not: 赵小林刘大双 -> 0-3, 3-6.

    Of the ways to cut, that with the fewest names, then the longer name first.
    """
    if is_name(run):
        return ((0, len(run)),)
    if not 4 <= len(run) <= 18:
        return ()
    best: dict[int, tuple[tuple[int, int], ...]] = {len(run): ()}
    for at in range(len(run) - 2, -1, -1):
        for size in (3, 2, 4):
            rest = best.get(at + size)
            if rest is not None and is_name(run[at : at + size]) and (size < 4 or run[at : at + 2] in DOUBLE):
                if at not in best or len(rest) + 1 < len(best[at]):
                    best[at] = ((at, at + size), *rest)
    return best.get(0, ())


def drop_body(run: str) -> int:
    """Where the name begins in a run that opens with the name of a body, 0 where there is none: 大厂县委宣传部王小林 -> 7."""
    ends = [found.end() for found in ORG_END.finditer(run)]
    for end in reversed(ends):
        if end >= 3 and is_name(run[end:]):
            return end
    return 0
