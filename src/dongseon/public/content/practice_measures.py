"""The practice content of measures and support: as press officers would write it, Korean and English, made up by us.

Offices, companies and numbers are invented; hotlines 1339, 119, 120 and 1345 are those of Korea.
"""

from typing import Any

MEASURES: dict[str, Any] = {
    "title": ("대응 조치", "Measures"),
    "intro": (
        "<p>현재 시행 중인 거리두기 단계와 그 기준, 그리고 지금까지의 대응 과정을 안내합니다.</p>",
        "<p>The distancing level in force, the criteria behind it, and what has been done so far.</p>",
    ),
    "levels": (
        (
            "1",
            (
                ("하루 평균 신규 확진자 5명 미만", "Fewer than 5 new cases a day on average"),
                ("감염경로 조사 중 비율 5% 미만", "Source unknown for fewer than 5 % of cases"),
            ),
            (
                (
                    "마스크 착용 등 방역수칙을 지키며 일상 활동 가능",
                    "Daily life goes on, with masks and hygiene rules",
                ),
                (
                    "스포츠 경기 관중 수용 인원의 30%까지 입장",
                    "Spectators at sports events: up to 30 % of the seats",
                ),
                (
                    "학교 등교·원격 수업 병행",
                    "Schools alternate between classroom and online lessons",
                ),
            ),
        ),
        (
            "2",
            (
                ("하루 평균 신규 확진자 5~20명", "5 to 20 new cases a day on average"),
                ("한 주에 두 차례 이상 확진자 두 배 증가", "Cases double at least twice in a week"),
            ),
            (
                (
                    "실내 50명, 실외 100명 이상 모임 금지",
                    "No gatherings of 50 or more indoors, 100 outdoors",
                ),
                ("고위험시설 영업 중단", "High-risk venues are closed"),
                ("스포츠 경기 무관중", "No spectators at sports events"),
            ),
        ),
        (
            "3",
            (
                ("하루 평균 신규 확진자 20명 초과", "More than 20 new cases a day on average"),
                (
                    "한 주에 세 차례 이상 확진자 두 배 증가",
                    "Cases double three times or more in a week",
                ),
            ),
            (
                ("10명 이상 모임 금지", "No gatherings of 10 or more"),
                ("필수 시설 외 운영 중단", "All but essential facilities are closed"),
                ("학교 원격 수업 전환", "Schools teach online"),
                (
                    "필수 인력 외 재택근무 권고",
                    "Working from home advised for all but essential staff",
                ),
            ),
        ),
    ),
    "timeline": (
        (
            -96,
            ("감염병 위기경보 ‘주의’ 발령", "Crisis alert raised to “caution”"),
            (
                "<p>국내 첫 환자 확인에 따라 방역대책반을 가동하였습니다.</p>",
                "<p>The first case in the country is confirmed and the response team starts work.</p>",
            ),
        ),
        (
            -68,
            ("위기경보 ‘심각’ 격상", "Crisis alert raised to “serious”"),
            (
                "<p>집단감염이 확인되어 재난안전대책본부를 확대 운영합니다.</p>",
                "<p>After a large cluster, the disaster and safety headquarters is expanded and staffed day and night.</p>",
            ),
        ),
        (
            -58,
            ("승차 검진 선별진료소 설치", "Drive-through clinics open"),
            (
                "<p>차에서 내리지 않고 10분 안에 검사를 마칠 수 있습니다.</p>",
                "<p>You are tested within ten minutes, without leaving your car.</p>",
            ),
        ),
        (
            -51,
            ("공적 마스크 판매 시작", "Public masks go on sale"),
            (
                "<p>약국·우체국·농협 하나로마트에서 출생연도에 따라 요일을 나누어 판매합니다.</p>",
                "<p>Sold at pharmacies, post offices and Nonghyup Hanaro shops, on a weekday that depends on your year of birth.</p>",
            ),
        ),
        (
            -40,
            ("고강도 사회적 거리두기 시작", "Strict distancing begins"),
            (
                "<p>종교·유흥·실내체육시설에 운영 제한을 권고하였습니다.</p>",
                "<p>Places of worship, nightlife venues and indoor gyms are advised to close.</p>",
            ),
        ),
        (
            -30,
            ("모든 입국자 2주 자가격리 의무화", "Two weeks of quarantine for everybody who enters"),
            (
                "<p>입국자는 공항에서 자가진단 앱을 설치하고 14일간 자가격리합니다.</p>",
                "<p>Arrivals install the self-check app at the airport and quarantine for 14 days.</p>",
            ),
        ),
        (
            -8,
            ("생활 속 거리두기로 전환", "Everyday distancing"),
            (
                "<p>일상과 방역의 조화를 위한 다섯 가지 수칙을 안내합니다.</p>",
                "<p>Five everyday rules replace strict distancing.</p>",
            ),
        ),
    ),
}

SUPPORT_INDEX: dict[str, Any] = {
    "title": ("지원", "Support"),
    "intro": (
        "<p>해당하는 항목을 고르시면 신청할 수 있는 지원을 보여 드립니다. 고르신 내용은 저장하지 않습니다.</p>",
        "<p>Tick what is true for you and see what you can apply for. What you tick is not kept.</p>",
    ),
}

SUPPORTS: tuple[dict[str, Any], ...] = (
    {
        "slug": "living-costs",
        "title": ("격리 생활지원비", "Living costs in isolation"),
        "summary": (
            "입원·격리 통지를 받고 이를 지킨 분에게 생활비를 지원합니다.",
            "Living costs for people who were told to isolate, and did.",
        ),
        "any_of": ["isolated"],
        "all_of": [],
        "amount": (
            "1인 가구 454,900원, 4인 가구 1,230,000원(14일 이상 격리 시)",
            "KRW 454,900 for one person, 1,230,000 for a household of four (14 days or more)",
        ),
        "apply_at": ("주소지 읍·면·동 주민센터", "The community centre of your neighbourhood"),
        "bring": (
            "신분증, 통장 사본, 격리통지서",
            "Identity card, copy of your bank book, the notice of isolation",
        ),
        "phone": "120",
        "how": (
            "<p>격리해제 통지를 받은 날부터 신청하실 수 있습니다. 주민센터에 방문하기 어려우면 가족이 대신 신청할 수 있습니다.</p><p>서류 확인 후 14일 안에 신청하신 계좌로 지급합니다. 격리 수칙을 어긴 분과 유급휴가를 받은 분은 받으실 수 없습니다.</p>",
            "<p>Apply from the day you are told that your isolation has ended. A family member may apply for you.</p><p>The money is paid to your account within 14 days of the documents being checked. It is not paid to anyone who broke isolation or received paid leave.</p>",
        ),
        "window": (-60, None),
    },
    {
        "slug": "paid-leave",
        "title": ("유급휴가 비용 지원", "Paid leave for isolated staff"),
        "summary": (
            "격리된 근로자에게 유급휴가를 준 사업주에게 비용을 지원합니다.",
            "Helps employers who give isolated staff paid leave.",
        ),
        "any_of": ["employer", "small_business"],
        "all_of": [],
        "amount": ("근로자 1인당 하루 최대 13만 원", "Up to KRW 130,000 per employee and day"),
        "apply_at": ("국민연금공단 지사", "Branch offices of the National Pension Service"),
        "bring": (
            "유급휴가 확인서, 사업자등록증 사본",
            "Proof of the paid leave, copy of the business registration",
        ),
        "phone": "1355",
        "how": (
            "<p>근로자가 복귀한 뒤 3개월 안에 신청해 주십시오. 근로자 본인은 신청하지 않습니다.</p><p>격리된 기간 가운데 실제로 급여를 준 날만 지원합니다.</p>",
            "<p>Apply within three months of your employee's return. Employees do not apply themselves.</p><p>Only days in isolation for which wages were actually paid are covered.</p>",
        ),
        "window": (-60, None),
    },
    {
        "slug": "emergency-relief",
        "title": ("긴급재난지원금", "Emergency relief payment"),
        "summary": (
            "모든 가구에 가구원 수에 따라 한 번 지급합니다.",
            "Paid once to every household, depending on its size.",
        ),
        "any_of": ["resident"],
        "all_of": [],
        "amount": (
            "1인 가구 40만 원 ~ 4인 이상 가구 100만 원",
            "KRW 400,000 for one person to 1,000,000 for four or more",
        ),
        "apply_at": (
            "카드사 누리집, 주민센터",
            "Your card company's website, or the community centre",
        ),
        "bring": ("세대주 신분증", "Identity card of the head of the household"),
        "phone": "120",
        "how": (
            "<p>온라인은 첫 주에 출생연도 끝자리에 따른 요일제로 접수합니다. 65세 이상과 장애인은 직원이 방문하여 접수해 드립니다.</p><p>신청한 다음다음 날 카드에 충전되며, 사용하지 않은 금액은 기한이 지나면 소멸합니다.</p>",
            "<p>In the first week, online applications go by weekday and the last digit of the birth year. Staff visit people over 65 and people with disabilities at home.</p><p>The amount is credited to your card two days later; what is not spent by the deadline expires.</p>",
        ),
        "window": (-5, 40),
    },
    {
        "slug": "small-business-loans",
        "title": ("소상공인 긴급경영자금", "Emergency loans for small businesses"),
        "summary": (
            "매출이 줄어든 소상공인에게 연 1.5%로 융자합니다.",
            "Loans at 1.5 % a year for small businesses whose sales have fallen.",
        ),
        "any_of": ["small_business"],
        "all_of": ["lost_income"],
        "amount": ("업체당 최대 3,000만 원", "Up to KRW 30 million per business"),
        "apply_at": ("소상공인지원센터, 시중은행", "Support centres for small businesses, banks"),
        "bring": (
            "사업자등록증, 매출 감소 증빙",
            "Business registration, proof of the fall in sales",
        ),
        "phone": "1357",
        "how": (
            "<p>상담 예약 후 방문해 주십시오. 업력과 관계없이 전년 같은 달보다 매출이 10% 이상 줄면 신청할 수 있습니다.</p><p>심사에는 보통 5일이 걸립니다. 5년 안에 갚고 처음 2년은 이자만 냅니다.</p>",
            "<p>Make an appointment first. Any business whose sales fell by 10 % or more against the same month last year can apply.</p><p>A decision usually takes five days. Repay within five years; only interest is due in the first two.</p>",
        ),
        "window": (-45, None),
    },
    {
        "slug": "freelancers",
        "title": ("프리랜서·특수고용직 생계 지원", "Income support for freelancers"),
        "summary": (
            "일감이 끊긴 프리랜서와 특수형태근로종사자를 지원합니다.",
            "For freelancers and contract workers whose work has dried up.",
        ),
        "any_of": ["freelancer"],
        "all_of": ["lost_income"],
        "amount": ("월 50만 원, 최대 3개월", "KRW 500,000 a month for up to three months"),
        "apply_at": ("고용센터 누리집", "Employment centre website"),
        "bring": ("용역계약서 또는 소득 증빙", "Contract or proof of income"),
        "phone": "1350",
        "how": (
            "<p>접수 시작일부터 누리집에서 신청합니다. 지난해 월평균 소득과 이번 달 소득을 비교합니다.</p><p>다른 생계 지원을 받고 계시면 차액만 지급합니다.</p>",
            "<p>Apply on the website once it opens. Your income this month is compared with last year's monthly average.</p><p>If you receive other income support, only the difference is paid.</p>",
        ),
        "window": (7, 60),
    },
    {
        "slug": "family-care",
        "title": ("가족돌봄휴가 비용", "Family care leave"),
        "summary": (
            "휴원·휴교로 자녀를 돌보는 근로자에게 휴가 비용을 지원합니다.",
            "For employees who look after a child while schools are closed.",
        ),
        "any_of": ["carer"],
        "all_of": [],
        "amount": ("하루 5만 원, 최대 10일", "KRW 50,000 a day for up to ten days"),
        "apply_at": ("고용센터", "Employment centres"),
        "bring": (
            "가족관계증명서, 휴가 확인서",
            "Family relations certificate, proof of the leave",
        ),
        "phone": "1350",
        "how": (
            "<p>휴가를 쓴 뒤 신청합니다. 만 8세 이하 또는 초등학교 2학년 이하 자녀, 장애가 있는 자녀를 돌본 날이 해당합니다.</p><p>맞벌이 부부는 합하여 20일까지 받을 수 있습니다.</p>",
            "<p>Apply after taking the leave, for days spent with a child up to the age of 8, or with a disabled child of any age.</p><p>If both parents work, they may claim up to 20 days between them.</p>",
        ),
        "window": (-40, None),
    },
    {
        "slug": "child-vouchers",
        "title": ("저소득층 한시생활지원", "Vouchers for low incomes"),
        "summary": (
            "기초생활수급자와 차상위계층에 지역상품권을 드립니다.",
            "Local vouchers for households on basic support or near it.",
        ),
        "any_of": ["low_income", "disabled", "older"],
        "all_of": ["low_income"],
        "amount": ("4인 가구 최대 140만 원", "Up to KRW 1.4 million for a household of four"),
        "apply_at": (
            "주민센터(신청 없이 안내)",
            "Community centre (you will be contacted; no need to apply)",
        ),
        "bring": ("신분증", "Identity card"),
        "phone": "129",
        "how": (
            "<p>대상 가구에는 주민센터에서 먼저 연락을 드립니다. 신분증을 가지고 안내받은 날에 방문해 주십시오.</p><p>상품권은 우리 시의 전통시장과 동네 가게에서 쓰실 수 있습니다.</p>",
            "<p>The community centre contacts households that qualify. Come on the day given to you, with your identity card.</p><p>Vouchers can be spent at markets and neighbourhood shops in the city.</p>",
        ),
        "window": (-30, -2),
    },
    {
        "slug": "foreign-residents",
        "title": ("외국인 주민 재난지원", "Relief for foreign residents"),
        "summary": (
            "외국인등록을 하고 90일 넘게 거주한 주민에게 지급합니다.",
            "For registered foreign residents who have lived here for more than 90 days.",
        ),
        "any_of": ["foreigner"],
        "all_of": ["resident"],
        "amount": ("가구당 30만~50만 원", "KRW 300,000 to 500,000 per household"),
        "apply_at": ("외국인 주민센터, 누리집", "Foreign residents' centre, or online"),
        "bring": ("외국인등록증", "Alien registration card"),
        "phone": "1345",
        "how": (
            "<p>외국인등록 또는 국내거소신고를 한 세대주가 신청합니다. 통역이 필요하면 1345에서 3자 통화로 도와드립니다.</p><p>지원을 받아도 체류 자격 심사에 불리하지 않습니다.</p>",
            "<p>The head of a household with alien registration or a domestic residence report applies. If you need an interpreter, call 1345 for a three-way call.</p><p>Receiving relief does not count against you when your visa is reviewed.</p>",
        ),
        "window": (-3, 30),
    },
    {
        "slug": "counselling",
        "title": ("마음 건강 상담", "Counselling"),
        "summary": (
            "확진자, 격리자, 유가족과 불안을 느끼는 모든 분에게 무료 상담을 제공합니다.",
            "Free counselling for patients, people in quarantine, the bereaved, and anyone who feels anxious.",
        ),
        "any_of": [],
        "all_of": [],
        "amount": ("무료", "Free of charge"),
        "apply_at": ("전화 상담(24시간)", "By phone, day and night"),
        "bring": ("", ""),
        "phone": "1577-0199",
        "how": (
            "<p>전화하시면 전문 상담사가 바로 상담해 드립니다. 이름을 밝히지 않으셔도 됩니다.</p><p>문자 상담과 방문 상담도 예약하실 수 있습니다. 위급한 때에는 119에 전화해 주십시오.</p>",
            "<p>A trained counsellor answers at once. You need not give your name.</p><p>You can also arrange counselling by text message or in person. In an emergency call 119.</p>",
        ),
        "window": (None, None),
    },
)
