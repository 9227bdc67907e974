"""What people write in the benchmarks: made-up notices and reports, or real ones where they are."""

from __future__ import annotations

import csv
import os
from pathlib import Path

from handlers.filing import MAX_TEXT, MIN_TEXT

# One word of it stands in some of the notices only.
SEARCHED = "停水"

NOTICES = (
    ("停水通知", "因管道检修，明天上午八点到下午五点停水，请提前储水。"),
    ("村民代表会议", "周三下午两点在村委会二楼开会，讨论道路养护。"),
    ("医保缴费提醒", "请在年底前完成医保缴费，老人可由网格员代办。"),
    ("文化礼堂放电影", "本周六晚七点放映，欢迎大家带孩子来看。"),
    ("道路硬化完工", "村口到小学的道路完成硬化，并加装了路灯。"),
    ("停电通知", "线路改造，周日上午停电三小时，请互相转告。"),
    ("森林防火", "清明期间禁止野外用火，发现火情立即报告。"),
    ("低保评议公示", "名单张贴在公开栏，有意见请在七日内提出。"),
    ("河道清理", "本月组织清理门前河道，请把杂物搬开。"),
    ("养老服务中心开放", "每天中午供应午餐，八十岁以上老人优惠。"),
    ("水稻保险登记", "种粮户请到文书处登记面积，月底截止。"),
    ("体检安排", "卫生院下周来村里为老人免费体检，请空腹。"),
)

REPORTS = (
    "村口到小学那段路的路灯坏了快一个月，晚上孩子放学看不清路，上周还有老人摔倒，请尽快派人修理。",
    "我家门前的水沟被隔壁建房的碎石堵住，一下雨污水就倒灌进院子，找过几次没有结果，希望村里来协调。",
    "上个月申请的低保一直没有消息，家里只有我和生病的老伴，药费都是借的，想问问到了哪一步，还缺什么材料。",
    "自来水这几天又黄又浑，烧开了也有一股怪味，好几户都这样，请来看看是不是管道破了，水质有没有问题。",
    "村东头的垃圾桶满了一个星期没有人来清，苍蝇很多，天热起来味道更大，麻烦安排清运，最好再加一个桶。",
    "稻田的水渠去年冲垮了一段到现在没修，眼看要插秧了，后面二十多亩田都进不了水，请在春耕前修好。",
    "有人在山脚下偷偷倒建筑垃圾，晚上拉了好几车，把路也压坏了，旁边就是我们喝的水源，请管一管。",
    "村里广场舞的音响开到晚上十点半，家里有上学的孩子要写作业，跟她们说过不听，请帮忙劝一劝。",
    "请问今年的医保在手机上怎么给老人代缴，我在外面打工，父母不会用手机，村里能不能帮忙办一下。",
    "我们家的宅基地和邻居的界线一直说不清，他最近又往外砌墙，我怕再拖下去要吵起来，请来量一量。",
)

_DATA = Path(__file__).parents[2].parent / "shared" / "data"


def reports(count: int) -> tuple[list[str], str]:
    """That many reports to file, and where they come from.

    Real messages are longer and cost more to tag than the made-up ones, so they are taken where
    there are any.
    """
    file = Path(os.environ.get("CUNWU_DATA") or _DATA) / "messages_dev.csv"
    texts, source = list(REPORTS), "made-up reports"
    if file.is_file():
        with file.open(encoding="utf-8-sig", newline="") as lines:
            bodies = [row["body"][:MAX_TEXT] for row in csv.DictReader(lines)]
        texts, source = [body for body in bodies if len(body.strip()) >= MIN_TEXT], "real messages"
    return [texts[number % len(texts)] for number in range(count)], source
