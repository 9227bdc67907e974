"""What the words around a mention of cadres make of it; it must not know what is held against them.

The patterns look at most `BEFORE` characters back and a few characters on, never further, so that a
mention costs the same in a long text as in a short one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from nlp.negation import negated
from nlp.phrases import Hit
from nlp.words import Text

ASIDE = frozenset({"place", "writer", "consent"})
"""Roles in which nobody is even turned to: 村委会门口, 我是村主任, 村委会证明."""
NEUTRAL = ASIDE | {"told", "asked", "thanked"}
BEFORE = 24

_INSTITUTION = re.compile(r"(?:[委会居]|(?<!干)部)$")
_PLACE_NAME = re.compile(
    r"[^\W把带说叫在和对给到占让将从被收拿要是与找家的一二三四五六七八九十两\d]{0,1}"
    r"(?:冲口|[冲岭坡湾塘坪垅坳口][组村人片山社]|[^\W把带说叫在和对给到占让将从被收拿要是与找家的一二三四五六七八九十两\d]组)"
)
_WRITER = re.compile(
    r"(?:我是|本人是|本人系|我系|我叫|我身为|我作为|我担任|我曾任|我当过|我当了|我们是|我部|"
    r"(?:我|本人|父亲|爷爷|母亲)[^，。；]{0,12}(?:担任|历任|曾任|当过|当了|任))[^，。；]{0,14}$|"
    r"(?:离任|离职|退休|历任|老年|退职|卸任)的?$|(?:身为|作为)一?[名个位]?$|"
    r"(?:担任|历任|先后任|兼任|当选为?|连续任|从事)[^，。；]{0,14}$"
)
_BY = re.compile(r"[被遭由让](?:了|到|现任|原|本|我|该|我们)?(?:[一-鿿]{1,5}[村镇乡组])?$")
_CONSENT = re.compile(
    r"的?(?:已经同意|已同意|都同意|也同意|说法是|证明|介绍信|意见|签字|盖章|公章|一致同意|同意|支持下?|协助|配合|批准|委托|出具|反映的|"
    r"开具|推荐|见证|代表|全体|待遇|工资|补贴|退休|岗位|工作量|负担|压力|团体|选举|考试|当中|实行|招聘|培训|编制|中招|中选|里选|中招聘|劝导|劝说|正对面|您好|你好|好(?=[，！])|班子和|组织法|[、和]?乡镇)|"
    r"[^，。；！？]{0,4}(?:谨呈|敬上|敬启|[：:]?\d{4})"
)
_AT = re.compile(
    r"(?:在|去|到|至|进|进入|守在|奔赴|前往|离|距|距离|往|来|经|经过|通过|归|属|由|向|对|当着|得到|鉴于)"
    r"(?:了|过|我|我们|本|该|当地|老家|原|[一-鿿]{0,5}[村镇乡])?$"
)
_TOLD = re.compile(
    r"[^，。；！？]{0,10}?(?:反映|反应|协商|沟通|商量|汇报|询问|了解|咨询|报告|申请|提交|投诉|求助|请示|理论|"
    r"申诉|交涉|签|反馈|诉说|过来|查询|打听)"
)
_VILLAGE_GROUP = re.compile(r"(?:生产|小|村|组|的|我们|我|本|该|队|任|被|找|问|向|，|。|、)$|^$")
_VILLAGE_ACTS = re.compile(
    r"[又还就却竟都一直]{0,2}(?:把我|将我|把咱|逼|收我|扣我|扣了|停我|断我|罚我|叫我们?交|要我们?交|强)"
)
# 组长 leads a group of the village where it is numbered or named like a hamlet, and nowhere else:
# 民工组长, 纪检组长, 财贸组组长 are other people.
_OTHER_SQUAD = re.compile(r"[管法察警安勘防路检查质]$")
_HAMLET_GROUP = re.compile(
    r"(?:^|[，。、：；！？（\s]|[一二三四五六七八九十\d村民小产]组?|[湾塘冲坪岭坡垅坳屋家坝桥井山田园头口边]组|"
    r"[我们本该队的被找问向和与跟叫让由请当给对原老在])$"
)
_WHERE = re.compile(
    r"[一二三四五六七八九十\d]{1,2}[组队]|面|内|有|唯一|最|几|其他|至|到|通|新|原|老|附近"
)
_BARE = re.compile(
    r"不满|欢迎|的(?![^，。；！？]{0,3}(?:儿|弟|哥|老婆|亲|侄|女|媳))|[-—，。、；！？）”’》/\d及和与或等]|以及|\Z"
)
_TELLING = re.compile(r"[向与和同跟对找问叫][^，。；！？向与和同跟对找问]{0,16}$")
_HOLDS = re.compile(r"(?:现任|现为|时任|还当着|还是我们)$")  # The accused, named by the post.
_SPOKE = re.compile(r"[^，。；！？]{0,5}?(?:说|答复|回答|回复|告诉|告知|表示|解释|称|讲)")
_ACTS = re.compile(
    r"[^，。；！？、]{0,4}?(?:把|将|却|竟|就|又|还|从|以(?!及)|用|让|叫|要|不|没|未|私|强|拿|打|卖|占|收|骂|只|偷|利用|"
    r"伙同|为了|为|自己|带人|趁|一直|从来|根本|居然|故意|非)"
)
_NAMED = re.compile(
    r"[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟"
    r"姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙贺陶顾毛郝龚邵万覃武钱莫孔向汤欧殷]"
    r"[一-鿿某]{1,2}"
)
# 居委会向指挥部反映: they pass on what they were told.
_PASSES_ON = re.compile(
    r"(?:也|都|已经?|多次|曾|还|就|及时){0,3}[向跟和][^，。；！？]{1,12}?(?:反映|反应|汇报|报告|申请|请示|上报|求助)"
)
_WANTS_POST = re.compile(r"(?:想当|要当|想做|竞选|报考|应聘|考|当上)(?:一?[名个])?$")
_INQUIRY = re.compile(
    r"的?[^，。；！？]{0,5}?(?:几楼|几点|几时|在哪|在什么|电话|多少号|什么时间|什么时候|怎么联系|怎么走|联系方式)"
)
_OWNS = re.compile(
    r"[^，。；！？说找去和与向跟要]{0,8}?(?:厂|场|矿|公司|老板|承包|合伙|开的|办的|的车|工程队|私人|入股)"
)
_SPOKE_EMPTY = re.compile(
    r"[^。；！？]{0,16}?说(?:是|的是)?(?:已经|现在|都|也)?(?:没|不|等|要等|上面|上级|超|名额|指标|只)"
)

_ROLE_OF_KIND = {
    "contact": "told",
    "ask": "asked",
    "thank": "thanked",
    "accuse": "accused",
    "favouring": "with",
    "force": "by",
}
_REACH = {"told": 5, "asked": 10, "thanked": 8, "accused": 14, "with": 4, "by": 0}


def role_of(text: Text, hits: Sequence[Hit], index: int, clause_ends: Sequence[int]) -> str:
    """The role of the mention `hits[index]`; `doer` where nothing around it says otherwise.

    told, asked, thanked, place, writer (the writer's own post) and consent (村委会证明) are
    neutral; accused, by (被村干部...), with (勾结村干部) are not; bare (村干部、学校) does
    nothing.
    """
    hit, normal = hits[index], text.normal
    after = hits[index + 1] if index + 1 < len(hits) else None
    if after and after.kind == "place" and after.start == hit.end:
        return "place"
    before = normal[max(0, hit.start - BEFORE) : hit.start]
    if _CONSENT.match(normal, hit.end):
        return "told" if before.endswith("找") else "consent"
    if _PASSES_ON.match(normal, hit.end):
        return "consent"
    if _WRITER.search(before) or _WANTS_POST.search(before):
        return "writer"
    if _TELLING.search(before) and _TOLD.match(normal, hit.end):
        return "told"
    if _INQUIRY.match(normal, hit.end):
        return "asked"
    if before.endswith("当着"):
        return "place"  # 当着村干部打我: they stood by.
    if _BY.search(before):
        return "by"
    if _INSTITUTION.search(hit.phrase) and _AT.search(before):
        return "place"
    return _role_of_neighbours(text, hits, index, clause_ends)


def _role_of_neighbours(
    text: Text, hits: Sequence[Hit], index: int, clause_ends: Sequence[int]
) -> str:
    """The role that the nearest telling phrase before the mention in its clause gives it."""
    hit = hits[index]
    begin = bisect_right(clause_ends, hit.start)
    for earlier in reversed(hits[max(0, index - 4) : index]):
        if bisect_right(clause_ends, earlier.start) != begin:
            break
        role = _ROLE_OF_KIND.get(earlier.kind, "")
        if role and hit.start - earlier.end <= _REACH[role]:
            denied = role == "accused" and negated(text, earlier.start)
            return "asked" if denied else role
    if _HOLDS.search(text.normal, max(0, hit.start - 4), hit.start):
        return "doer"
    return "bare" if _BARE.match(text.normal, hit.end) else "doer"


def told_of(text: Text, start: int) -> bool:
    """Whether somebody turns to what is named at `start`: 跟(村里)反映."""
    return bool(_TELLING.search(text.normal, max(0, start - 12), start))


def only_looks_like(text: Text, hit: Hit) -> bool:
    """Whether no cadre is meant: 新塘村长塘组 is a place, 保卫科组长 leads other people."""
    if hit.phrase == "大队":
        return bool(_OTHER_SQUAD.search(text.normal, max(0, hit.start - 4), hit.start))
    if hit.phrase[-1] != "长":
        return False
    if _PLACE_NAME.match(text.normal, hit.end):
        return True
    before = text.normal[max(0, hit.start - 4) : hit.start]
    if hit.phrase == "队长":
        return not _VILLAGE_GROUP.search(before)
    return hit.phrase == "组长" and not _HAMLET_GROUP.search(before)


def located(text: Text, hit: Hit) -> bool:
    """Whether 村里 says where and not who: 在村里打了证明, 村里唯一的路, 农村里."""
    if text.normal[hit.start - 1 : hit.start] in tuple("农在从去到回往于进来"):
        return True
    return bool(_WHERE.match(text.normal, hit.end))


def village_acts(text: Text, hit: Hit) -> bool:
    """Whether 村里 does something to the writer: 村里把我(的名字划了), 被村里(占了)."""
    passive = text.normal[hit.start - 1 : hit.start] in ("被", "遭")
    return passive or bool(_VILLAGE_ACTS.match(text.normal, hit.end))


def speaks_empty(text: Text, end: int) -> bool:
    """Whether who is named before `end` puts the writer off: (村里)说没有指标."""
    return bool(_SPOKE_EMPTY.match(text.normal, end))


def manners(text: Text, end: int, role: str) -> list[str]:
    """What follows a mention that ends at `end`: owns, spoke_empty or spoke, acts, named."""
    if role in ASIDE:
        return []
    normal = text.normal
    found = ["owns"] if role not in NEUTRAL and _OWNS.match(normal, end) else []
    if speaks_empty(text, end):
        found.append("spoke_empty")
    elif _SPOKE.match(normal, end):
        found.append("spoke")
    if role == "doer" and _ACTS.match(normal, end):
        found.append("acts")
    if _NAMED.match(normal, end):
        found.append("named")
    return found
