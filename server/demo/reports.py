"""What the demo's villagers reported and what became of it; every text is invented."""

from __future__ import annotations

from datetime import timedelta

from models.deadlines import DeadlineRules
from server.demo.people import SHOWN_VILLAGE
from server.demo.stage import Stage

FILING = f"/villages/{SHOWN_VILLAGE}/feedback"
LAMP = (
    "晒谷场边的路灯不亮",
    "晒谷场东边两盏路灯不亮有十来天了，晚上跳舞的人看不清路，请派人看看。",
)
BIN = ("桥头垃圾桶满了没人清", "桥头的垃圾桶三天没有清运，已经满出来了，天一热味道很重。")
DITCH = ("水渠堵了浇不上水", "上畈的水渠被泥沙堵住，下游几块田浇不上水，希望尽快清淤。")
PENSION = ("高龄补贴怎么申请", "我母亲下个月满八十岁，想问高龄补贴要带哪些材料，到哪里办。")
NOISE = ("加工作坊夜里太吵", "村东头的木材加工作坊夜里十点以后还在锯木头，老人小孩都睡不好。")
BUS = ("建议城乡公交多停一站", "建议城乡公交在卫生室门口加停一站，老人去看病可以少走一里多路。")
ROAD = ("后山机耕路该修了", "后山机耕路坑坑洼洼，拖拉机不好走，秋收前希望安排填一填石子。")
GRAFT = ("反映村支书", "村支书把集体鱼塘包给自己的亲戚，没有开会也没有公示，请上级查一查。")


async def file(stage: Stage, who: str, words: tuple[str, str], **more: object) -> str:
    """Files it now; the case's id."""
    title, text = words
    form = {"title": title, "text": text, "channel": "web", **more}
    case = await stage.do(who, "POST", FILING, form)
    return str(case["id"])


async def accept(stage: Stage, case: str) -> None:
    """The secretary takes it."""
    await stage.do("secretary", "POST", f"/feedback/{case}/acceptance", {})


async def answer(stage: Stage, case: str, text: str) -> None:
    """The secretary answers it."""
    await stage.do("secretary", "POST", f"/feedback/{case}/answer", {"text": text})


async def rate(stage: Stage, who: str, case: str, content: int, note: str) -> None:
    """Its reporter says that it is solved."""
    form = {"solved": True, "content": content, "note": note}
    await stage.do(who, "POST", f"/feedback/{case}/rating", form)


async def report(stage: Stage, rules: DeadlineRules) -> None:
    """Eight cases in as many states."""
    await settled(stage)
    await nearly_late(stage, rules)
    await at_work(stage)
    stage.ago(hours=5)
    await file(stage, "wang", GRAFT, about_cadres=True)
    stage.ago(hours=2)
    await file(stage, "li", ROAD)
    await file(stage, "zhang", PENSION)


async def settled(stage: Stage) -> None:
    """Two that their reporters rated; one of them is proposed for the echo wall."""
    stage.ago(days=12)
    lamp = await file(stage, "zhang", LAMP, visibility="public")
    stage.ago(days=11.8)
    await accept(stage, lamp)
    stage.ago(days=10)
    await answer(stage, lamp, "电工已经换了灯头和线路，两盏灯都亮了，晚上请再看一看。")
    stage.ago(days=9)
    await rate(stage, "zhang", lamp, 5, "很快就修好了，谢谢。")
    await stage.do("secretary", "POST", f"/feedback/{lamp}/echo", {"title": "晒谷场的路灯亮了"})
    stage.ago(days=8)
    crowded = await file(stage, "li", BIN)
    stage.ago(days=7.9)
    await accept(stage, crowded)
    stage.ago(days=7)
    await answer(stage, crowded, "已经联系保洁员清运，以后桥头每天清一次。")
    stage.ago(days=6)
    await rate(stage, "li", crowded, 4, "")


async def nearly_late(stage: Stage, rules: DeadlineRules) -> None:
    """One that others said "me too" to, and that gets its yellow card within hours."""
    until_warned = timedelta(days=rules.normal_answer_days) * rules.yellow_percent / 100
    filed = stage.now - until_warned + timedelta(hours=2)
    stage.at(filed)
    ditch = await file(stage, "wang", DITCH)
    stage.at(filed + timedelta(hours=1))
    await accept(stage, ditch)
    await stage.do("zhang", "PUT", f"/villages/{SHOWN_VILLAGE}/reported/{ditch}/me-too")


async def at_work(stage: Stage) -> None:
    """One with something said about it, and one that waits for its reporter's word."""
    stage.ago(days=2)
    noise = await file(stage, "li", NOISE)
    bus = await file(stage, "zhang", BUS)
    stage.ago(days=1.9)
    await accept(stage, noise)
    await accept(stage, bus)
    words = {"text": "今天去作坊看过了，已约老板明天到村里商量。"}
    await stage.do("secretary", "POST", f"/feedback/{noise}/talk", words)
    stage.ago(days=1)
    await answer(stage, bus, "已向公交公司提出加站申请，对方答应本月内到现场勘察。")
