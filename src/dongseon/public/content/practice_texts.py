"""The practice content: pages as press officers would write them, Korean and English, made up by us.

Offices, companies and numbers are invented; hotlines 1339, 119, 120 and 1345 are those of Korea.
"""

from typing import Any

Text = dict[str, str]  # by language
T = tuple[str, str]  # Korean, English

MEASURES: dict[str, Any] = {
    "title": ("대응 조치", "Measures"),
    "intro": (
        "<p>현재 시행 중인 거리두기 단계와 그 기준, 그리고 지금까지의 대응 과정을 안내합니다.</p>",
        "<p>The distancing level in force, the criteria by which it is decided, and the course of the response so far.</p>",
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
                    "Daily life with masks and the rules of conduct",
                ),
                (
                    "스포츠 경기 관중 수용 인원의 30%까지 입장",
                    "Sports with spectators up to 30 % of the seats",
                ),
                ("학교 등교·원격 수업 병행", "Schools teach in class and at a distance"),
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
                ("고위험시설 영업 중단", "Businesses of high risk are closed"),
                ("스포츠 경기 무관중", "Sports without spectators"),
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
                ("필수 시설 외 운영 중단", "All but essential businesses are closed"),
                ("학교 원격 수업 전환", "Schools teach at a distance"),
                ("필수 인력 외 재택근무 권고", "Working from home but for essential staff"),
            ),
        ),
    ),
    "timeline": (
        (
            -96,
            ("감염병 위기경보 ‘주의’ 발령", "Crisis alert raised to “caution”"),
            (
                "<p>국내 첫 환자 확인에 따라 방역대책반을 가동하였습니다.</p>",
                "<p>The first patient in the country is confirmed; the response team begins its work.</p>",
            ),
        ),
        (
            -68,
            ("위기경보 ‘심각’ 격상", "Crisis alert raised to “serious”"),
            (
                "<p>집단감염이 확인되어 재난안전대책본부를 확대 운영합니다.</p>",
                "<p>After a mass infection the disaster headquarters works day and night.</p>",
            ),
        ),
        (
            -58,
            ("승차 검진 선별진료소 설치", "Drive-through clinics open"),
            (
                "<p>차에서 내리지 않고 10분 안에 검사를 마칠 수 있습니다.</p>",
                "<p>A test takes ten minutes and nobody leaves the car.</p>",
            ),
        ),
        (
            -51,
            ("공적 마스크 판매 시작", "Public masks go on sale"),
            (
                "<p>약국·우체국·농협 하나로마트에서 출생연도에 따라 요일을 나누어 판매합니다.</p>",
                "<p>Pharmacies, post offices and Nonghyup shops sell them by weekday and year of birth.</p>",
            ),
        ),
        (
            -40,
            ("고강도 사회적 거리두기 시작", "Strict distancing begins"),
            (
                "<p>종교·유흥·실내체육시설에 운영 제한을 권고하였습니다.</p>",
                "<p>Places of worship, night life and indoor sports are asked to close.</p>",
            ),
        ),
        (
            -30,
            ("모든 입국자 2주 자가격리 의무화", "Two weeks of quarantine for everybody who enters"),
            (
                "<p>입국자는 공항에서 자가진단 앱을 설치하고 14일간 자가격리합니다.</p>",
                "<p>Arrivals install the self-check app at the airport and stay at home for 14 days.</p>",
            ),
        ),
        (
            -8,
            ("생활 속 거리두기로 전환", "Everyday distancing"),
            (
                "<p>일상과 방역의 조화를 위한 다섯 가지 수칙을 안내합니다.</p>",
                "<p>Five rules of conduct take the place of the strict distancing.</p>",
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
            "For those who were told to isolate and did: a month's living costs.",
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
        "window": (-60, None),
    },
    {
        "slug": "paid-leave",
        "title": ("유급휴가 비용 지원", "Paid leave for isolated staff"),
        "summary": (
            "격리된 근로자에게 유급휴가를 준 사업주에게 비용을 지원합니다.",
            "For employers who give paid leave to staff in isolation.",
        ),
        "any_of": ["employer", "small_business"],
        "all_of": [],
        "amount": ("근로자 1인당 하루 최대 13만 원", "Up to KRW 130,000 a day and person"),
        "apply_at": ("국민연금공단 지사", "Branch offices of the National Pension Service"),
        "bring": (
            "유급휴가 확인서, 사업자등록증 사본",
            "Confirmation of the leave, copy of the business registration",
        ),
        "phone": "1355",
        "window": (-60, None),
    },
    {
        "slug": "emergency-relief",
        "title": ("긴급재난지원금", "Emergency relief payment"),
        "summary": (
            "모든 가구에 가구원 수에 따라 한 번 지급합니다.",
            "Paid once to every household, by the number of its members.",
        ),
        "any_of": ["resident"],
        "all_of": [],
        "amount": (
            "1인 가구 40만 원 ~ 4인 이상 가구 100만 원",
            "KRW 400,000 for one person to 1,000,000 for four or more",
        ),
        "apply_at": ("카드사 누리집, 주민센터", "Web sites of card companies, community centres"),
        "bring": ("세대주 신분증", "Identity card of the head of the household"),
        "phone": "120",
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
        "amount": ("업체당 최대 3,000만 원", "Up to KRW 30 million a business"),
        "apply_at": ("소상공인지원센터, 시중은행", "Support centres for small businesses, banks"),
        "bring": (
            "사업자등록증, 매출 감소 증빙",
            "Business registration, proof of the fall in sales",
        ),
        "phone": "1357",
        "window": (-45, None),
    },
    {
        "slug": "freelancers",
        "title": ("프리랜서·특수고용직 생계 지원", "Income support for freelancers"),
        "summary": (
            "일감이 끊긴 프리랜서와 특수형태근로종사자를 지원합니다.",
            "For the self-employed and those on call whose work has stopped.",
        ),
        "any_of": ["freelancer"],
        "all_of": ["lost_income"],
        "amount": ("월 50만 원, 최대 3개월", "KRW 500,000 a month for up to three months"),
        "apply_at": ("고용센터 누리집", "Web site of the employment centre"),
        "bring": ("용역계약서 또는 소득 증빙", "Contract or proof of income"),
        "phone": "1350",
        "window": (7, 60),
    },
    {
        "slug": "family-care",
        "title": ("가족돌봄휴가 비용", "Family care leave"),
        "summary": (
            "휴원·휴교로 자녀를 돌보는 근로자에게 휴가 비용을 지원합니다.",
            "For employees who stay with a child while schools are closed.",
        ),
        "any_of": ["carer"],
        "all_of": [],
        "amount": ("하루 5만 원, 최대 10일", "KRW 50,000 a day for up to ten days"),
        "apply_at": ("고용센터", "Employment centres"),
        "bring": (
            "가족관계증명서, 휴가 확인서",
            "Certificate of family relations, confirmation of the leave",
        ),
        "phone": "1350",
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
        "apply_at": ("주민센터(신청 없이 안내)", "The community centre writes to you"),
        "bring": ("신분증", "Identity card"),
        "phone": "129",
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
        "amount": ("가구당 30만~50만 원", "KRW 300,000 to 500,000 a household"),
        "apply_at": ("외국인 주민센터, 누리집", "Centres for foreign residents, web site"),
        "bring": ("외국인등록증", "Alien registration card"),
        "phone": "1345",
        "window": (-3, 30),
    },
    {
        "slug": "counselling",
        "title": ("마음 건강 상담", "Counselling"),
        "summary": (
            "확진자, 격리자, 유가족과 불안을 느끼는 모든 분에게 무료 상담을 제공합니다.",
            "Free counselling for patients, those in quarantine, the bereaved and everybody who is afraid.",
        ),
        "any_of": [],
        "all_of": [],
        "amount": ("무료", "Free of charge"),
        "apply_at": ("전화 상담(24시간)", "By phone, day and night"),
        "bring": ("", ""),
        "phone": "1577-0199",
        "window": (None, None),
    },
)

VISITORS: dict[str, Any] = {
    "title": ("외국인 안내", "Foreign visitors"),
    "intro": (
        "<p>입국 절차, 자가 점검, 상담 전화를 안내합니다. 진료와 검사를 받아도 체류 자격은 통보되지 않습니다.</p>",
        "<p>Entering the country, checking yourself, whom to call. Health services do not report your immigration status when you are tested or treated.</p>",
    ),
    "steps": (
        (
            ("특별검역신고서 작성", "Fill in the health declaration"),
            ("기내", "On the plane"),
            (
                "<p>여권번호, 국내 주소와 전화번호, 지난 14일의 증상과 방문 국가를 적습니다.</p>",
                "<p>Passport number, address and phone in Korea, symptoms and countries of the last 14 days.</p>",
            ),
            (("여권", "Passport"), ("국내 연락처", "A phone number in Korea")),
        ),
        (
            ("발열 확인과 검역", "Temperature and quarantine officer"),
            ("공항 검역대", "Airport, quarantine desk"),
            (
                "<p>37.5℃ 이상이거나 증상이 있으면 공항에서 검사를 받고 결과를 기다립니다.</p>",
                "<p>With 37.5 °C or more, or with symptoms, you are tested at the airport and wait for the result.</p>",
            ),
            (),
        ),
        (
            ("자가진단 앱 설치", "Install the self-check app"),
            ("특별입국장", "Special entry hall"),
            (
                "<p>연락처는 그 자리에서 통화로 확인합니다. 14일 동안 하루 한 번 건강 상태를 입력해 주십시오.</p>",
                "<p>Your number is called on the spot. Enter how you are once a day for 14 days.</p>",
            ),
            (("휴대전화", "Mobile phone"),),
        ),
        (
            ("전용 교통편 이용", "Take the reserved transport"),
            ("입국장", "Arrivals"),
            (
                "<p>대중교통을 이용하지 마십시오. 지역별 전용 버스와 열차, 자가용을 이용합니다.</p>",
                "<p>Do not take public transport: use the reserved buses and trains, or a private car.</p>",
            ),
            (),
        ),
        (
            ("3일 이내 검사", "Be tested within three days"),
            ("거주지 보건소", "Health centre where you stay"),
            (
                "<p>보건소에서 무료로 검사를 받습니다. 이동 전에 전화로 예약해 주십시오.</p>",
                "<p>The test at the health centre is free. Call for an appointment before you go.</p>",
            ),
            (),
        ),
        (
            ("14일 자가격리", "Fourteen days of quarantine"),
            ("거주지", "Where you stay"),
            (
                "<p>담당 공무원이 하루 두 번 연락합니다. 거처가 없으면 시설에서 지낼 수 있습니다.</p>",
                "<p>A case officer calls twice a day. Whoever has no place to stay goes to a facility.</p>",
            ),
            (),
        ),
    ),
    "symptoms": (
        (
            ("숨쉬기 어렵거나 가슴이 아픕니다.", "I have trouble breathing, or pain in my chest."),
            "emergency",
        ),
        (("열이 37.5℃ 이상입니다.", "My temperature is 37.5 °C or more."), "call"),
        (("기침이나 목 아픔이 있습니다.", "I have a cough or a sore throat."), "call"),
        (("냄새나 맛을 느끼지 못합니다.", "I cannot smell or taste."), "call"),
        (
            ("최근 14일 안에 확진자를 만났습니다.", "I met a confirmed case in the last 14 days."),
            "call",
        ),
        (("최근 14일 안에 입국하였습니다.", "I entered the country in the last 14 days."), "watch"),
    ),
    "hotlines": (
        (
            ("질병관리본부 상담전화", "Disease control call centre"),
            "1339",
            ("24시간", "Day and night"),
            ("한국어, 영어 외 통역", "Korean, English and others through interpreters"),
        ),
        (
            ("외국인종합안내센터", "Immigration contact centre"),
            "1345",
            ("평일 09:00~22:00", "Weekdays 09:00–22:00"),
            ("20개 언어", "20 languages"),
        ),
        (
            ("119 구급", "Ambulance"),
            "119",
            ("24시간", "Day and night"),
            ("한국어, 3자 통역", "Korean, interpreters on the line"),
        ),
        (
            ("다산콜", "City call centre"),
            "120",
            ("24시간", "Day and night"),
            (
                "한국어, 영어, 중국어, 일본어, 베트남어, 몽골어",
                "Korean, English, Chinese, Japanese, Vietnamese, Mongolian",
            ),
        ),
        (
            ("관광통역안내", "Travel hotline"),
            "1330",
            ("24시간", "Day and night"),
            ("8개 언어", "8 languages"),
        ),
    ),
}

NEWS_INDEX: dict[str, Any] = {"title": ("소식·브리핑", "News and briefings"), "intro": ("", "")}
NEWS: tuple[dict[str, Any], ...] = (
    {
        "slug": "daily-briefing",
        "day": 0,
        "kind": "briefing",
        "title": ("정례 브리핑: 신규 확진자와 방역 조치", "Daily briefing: new cases and measures"),
        "summary": (
            "오늘 0시 기준 현황과 이번 주 달라지는 방역 조치를 설명하였습니다.",
            "The figures of midnight, and what changes this week.",
        ),
        "speaker": ("시민건강국장", "Director of public health"),
        "text": (
            "<p>시민건강국은 오늘 오전 11시 정례 브리핑에서 확진자 현황과 역학조사 결과를 발표하였습니다.</p><p>감염경로가 확인되지 않은 사례가 늘고 있어, 증상이 있으면 출근하지 말고 1339에 먼저 전화해 주실 것을 당부하였습니다.</p>",
            "<p>At eleven the department of public health told the figures and what tracing has found.</p><p>Cases without a known source are rising. Whoever has symptoms should not go to work, and call 1339 first.</p>",
        ),
    },
    {
        "slug": "more-clinics-open-at-weekends",
        "day": -1,
        "kind": "news",
        "title": ("주말 운영 선별진료소 확대", "More clinics open at weekends"),
        "summary": (
            "이번 주말부터 12개 선별진료소가 일요일과 공휴일에도 문을 엽니다.",
            "From this weekend on twelve clinics open on Sundays and holidays as well.",
        ),
        "speaker": ("", ""),
        "text": (
            "<p>평일에 검사를 받기 어려운 시민을 위하여 주말 운영을 확대합니다. 진료소별 시간은 선별진료소 메뉴에서 확인하실 수 있습니다.</p>",
            "<p>For all who cannot be tested on weekdays. The hours of each are on the page of clinics.</p>",
        ),
    },
    {
        "slug": "how-places-are-published",
        "day": -3,
        "kind": "news",
        "title": ("확진자 방문 장소 공개 방식 안내", "How visited places are published"),
        "summary": (
            "장소만 공개하고 개인을 알 수 있는 정보는 공개하지 않습니다.",
            "Places are told, never anything that could name a person.",
        ),
        "speaker": ("", ""),
        "text": (
            "<p>모든 접촉자를 파악한 장소는 공개하지 않으며, 마지막 접촉일부터 14일이 지나면 삭제합니다.</p>",
            "<p>A place where all contacts are known is not told. What was told is removed 14 days after the last contact.</p>",
        ),
    },
    {
        "slug": "correction-hours-of-a-clinic",
        "day": -4,
        "kind": "correction",
        "title": ("[정정] 선별진료소 운영시간", "Correction: hours of a clinic"),
        "summary": (
            "새솔구 보건소의 토요일 운영시간을 09:00~13:00로 바로잡습니다.",
            "The Saturday hours of the Saesol health centre are 09:00 to 13:00.",
        ),
        "speaker": ("", ""),
        "text": (
            "<p>18:00까지로 잘못 안내하였습니다. 불편을 드려 죄송합니다.</p>",
            "<p>We had said 18:00. We are sorry for the trouble.</p>",
        ),
    },
    {
        "slug": "masks-by-weekday",
        "day": -10,
        "kind": "news",
        "title": ("공적 마스크 요일별 구매 안내", "Which weekday for which year of birth"),
        "summary": (
            "출생연도 끝자리에 따라 구매 요일이 정해집니다.",
            "The last digit of your year of birth decides on which day you can buy masks.",
        ),
        "speaker": ("", ""),
        "text": (
            "<p>월요일 1·6, 화요일 2·7, 수요일 3·8, 목요일 4·9, 금요일 5·0이며 주말에는 평일에 구매하지 못한 분이 구매할 수 있습니다.</p>",
            "<p>Monday 1 and 6, Tuesday 2 and 7, Wednesday 3 and 8, Thursday 4 and 9, Friday 5 and 0; at weekends whoever has not bought yet.</p>",
        ),
    },
)

FAQ: dict[str, Any] = {
    "title": ("자주 묻는 질문", "Frequent questions"),
    "intro": (
        "<p>찾으시는 답이 없으면 질문을 남겨 주십시오.</p>",
        "<p>If your answer is not here, ask a question.</p>",
    ),
    "subjects": (
        (
            ("검사", "Tests"),
            (
                (
                    ("누가 검사를 받을 수 있습니까?", "Who can be tested?"),
                    (
                        "<p>증상이 있거나 확진자와 접촉한 분, 해외에서 입국한 분, 의사가 필요하다고 판단한 분은 무료로 검사를 받습니다.</p>",
                        "<p>Whoever has symptoms, has met a case, has entered the country, or is sent by a doctor is tested free of charge.</p>",
                    ),
                ),
                (
                    ("결과는 언제 나옵니까?", "When do I get the result?"),
                    (
                        "<p>보통 하루 안에 문자로 알려 드립니다. 결과가 나올 때까지 집에 머물러 주십시오.</p>",
                        "<p>Usually within a day, by text message. Stay at home until then.</p>",
                    ),
                ),
            ),
        ),
        (
            ("자가격리", "Quarantine"),
            (
                (
                    ("격리 중 외출할 수 있습니까?", "May I go out during quarantine?"),
                    (
                        "<p>외출할 수 없습니다. 진료가 필요하면 담당 공무원에게 먼저 연락하십시오.</p>",
                        "<p>No. If you need a doctor, call your case officer first.</p>",
                    ),
                ),
                (
                    ("함께 사는 가족은 어떻게 합니까?", "What about my family?"),
                    (
                        "<p>방과 화장실을 따로 쓰고 식사를 따로 하며, 가족도 마스크를 착용합니다.</p>",
                        "<p>Use a room and bathroom of your own, eat apart, and everybody wears a mask.</p>",
                    ),
                ),
            ),
        ),
        (
            ("방문 장소", "Places visited"),
            (
                (
                    ("확진자가 다녀간 곳에 저도 있었습니다.", "I was at a place on the list."),
                    (
                        "<p>증상이 없더라도 1339 또는 보건소에 알리고 안내에 따라 검사를 받으십시오.</p>",
                        "<p>Tell 1339 or the health centre, even without symptoms, and be tested as they say.</p>",
                    ),
                ),
                (
                    ("왜 모든 장소를 공개하지 않습니까?", "Why are not all places told?"),
                    (
                        "<p>접촉자를 모두 파악한 곳은 이미 개별로 연락하였기 때문입니다.</p>",
                        "<p>Where all contacts are known, each of them has been told already.</p>",
                    ),
                ),
            ),
        ),
    ),
}

SUPPLIERS: dict[str, Any] = {
    "title": ("의료물품 공급업체", "Medical suppliers"),
    "intro": (
        "<p>해외 도시와 기관이 문의할 수 있는 국내 제조업체 목록입니다.</p>",
        "<p>Makers in Korea whom cities and institutions abroad can write to.</p>",
    ),
    "suppliers": (
        (
            ("한빛진단(주)", "Hanbit Diagnostics"),
            ("test_kits",),
            (
                "실시간 유전자 증폭 검사 시약, 하루 20만 회분",
                "Real-time RT-PCR reagents, 200,000 tests a day",
            ),
            ("식약처 긴급사용승인", "Emergency use, MFDS"),
            "02-555-0101",
            "export@hanbit.example",
        ),
        (
            ("새봄섬유(주)", "Saebom Textiles"),
            ("masks", "protective_clothing"),
            ("KF94 마스크, 전신보호복", "KF94 masks, full body suits"),
            ("KF 인증, CE", "KF, CE"),
            "053-555-0144",
            "sales@saebom.example",
        ),
        (
            ("맑은방역(주)", "Malgeun Hygiene"),
            ("disinfectants",),
            ("환경 소독제, 손 소독제", "Surface and hand disinfectants"),
            ("환경부 승인", "Ministry of Environment"),
            "031-555-0177",
            "world@malgeun.example",
        ),
        (
            ("온누리메디텍(주)", "Onnuri Meditech"),
            ("booths", "ventilators"),
            ("음압 채담 부스, 고유량 산소 공급기", "Negative pressure booths, high-flow oxygen"),
            ("식약처 허가, CE", "MFDS, CE"),
            "051-555-0123",
            "trade@onnuri.example",
        ),
        (
            ("다온센서(주)", "Daon Sensors"),
            ("thermometers",),
            ("비접촉 체온계, 열화상 카메라", "Contactless thermometers, thermal cameras"),
            ("KC, CE, FCC", "KC, CE, FCC"),
            "042-555-0166",
            "global@daon.example",
        ),
    ),
}

QUESTIONS: tuple[tuple[str, str, str, str, int], ...] = (
    (
        "ko",
        "선별진료소에 아이와 함께 가도 되나요? 맡길 곳이 없습니다.",
        "아이를 데리고 선별진료소에 가도 됩니까?",
        "<p>가능하면 승차 검진을 이용해 주십시오. 아이는 차에 함께 있을 수 있습니다. 도보 진료소에서는 안내 직원에게 미리 말씀해 주시면 대기 시간을 줄여 드립니다.</p>",
        -2,
    ),
    (
        "ko",
        "택배 상자에서도 감염될 수 있나요?",
        "택배를 통해 감염될 수 있습니까?",
        "<p>택배로 감염된 사례는 확인되지 않았습니다. 상자를 만진 뒤 비누로 30초 이상 손을 씻으십시오.</p>",
        -4,
    ),
    (
        "en",
        "Can I extend my visa while I am in quarantine?",
        "Can I extend my visa while I am in quarantine?",
        "<p>Yes. Apply online or call 1345 before your stay ends; a notice of quarantine counts as a reason for being late.</p>",
        -3,
    ),
    (
        "en",
        "Is the test free for tourists without insurance?",
        "Is the test free for tourists?",
        "<p>It is free when a health centre or a doctor asks for it: with symptoms, after contact with a case, or within three days of entering.</p>",
        -6,
    ),
)
WAITING: tuple[tuple[str, str], ...] = (
    (
        "ko",
        "확진자 동선에 나온 가게에 10분 정도 있었습니다. 제 번호는 010-1234-5678입니다. 검사받아야 하나요?",
    ),
    (
        "en",
        "My name is John Miller, I arrived on Monday. Where do I get the free test near the station?",
    ),
)
