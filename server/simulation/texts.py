"""What simulated villagers report, how often, and what cadres answer; made up for this purpose."""

from __future__ import annotations

import random

REPORTS: tuple[tuple[int, str, str], ...] = (
    (20, "路灯不亮", "村口小店门前的路灯好几天不亮了，晚上走路看不清，请安排人来看看。"),
    (18, "垃圾没人清", "桥头的垃圾桶满了好几天没有人清运，天热味道很大，请尽快处理。"),
    (14, "道路坑洼", "通往后山的水泥路坑坑洼洼，下雨积水，电动车经过很容易滑倒。"),
    (12, "自来水停了", "我们这一片从昨天下午开始停水，家里有老人小孩，什么时候能恢复供水？"),
    (10, "低保咨询", "想问一下家里老人的低保和残疾补贴怎么申请，需要准备哪些材料？"),
    (8, "邻居占道", "邻居把砖头堆在公共通道上，车子过不去，说了几次也不听，请村里协调。"),
    (7, "水渠堵塞", "田边的灌溉水渠被杂草和淤泥堵住了，秧苗缺水，请组织清理。"),
    (5, "网络信号差", "半山腰几户人家手机信号很差，打电话总断线，能不能反映一下。"),
    (4, "账目不公开", "村支书把集体山林承包款分给了自己亲戚，账目从不公开，请上级查一查。"),
    (2, "房子快塌了", "隔壁老屋的墙裂得厉害，随时会倒塌，里面还住着老人，情况很危险！"),
)
ANSWER = {"text": "已安排人员到现场处理，现已办结，感谢您的反映。"}
QUESTION = {"text": "请补充一下具体位置，方便我们上门查看。"}
REPLY = {"text": "就在村口小店旁边，门牌十二号。"}
TRANSFER = {"role": "clerk", "reason": "请文书具体办理"}
EXTENSION = {"days": 3, "reason": "需要等待材料到货"}
REFUSAL = {"reason": "litigation", "route": "请向人民法院提出"}
EXCLUSION = {"reason": "与上月同一事项重复，已统一答复"}
REOPENING = {"reason": "问题还没有解决"}


def report(chance: random.Random) -> dict[str, str]:
    """One report, as often as such reports are."""
    weights = [weight for weight, _, _ in REPORTS]
    _, title, text = chance.choices(REPORTS, weights)[0]
    return {"title": title, "text": text}
