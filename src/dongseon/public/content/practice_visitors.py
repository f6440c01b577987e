"""The practice content for foreign visitors, and its news: as press officers would write it, Korean and English, made up by us.

Offices, companies and numbers are invented; hotlines 1339, 119, 120 and 1345 are those of Korea.
"""

from typing import Any

VISITORS: dict[str, Any] = {
    "title": ("외국인 안내", "Foreign visitors"),
    "intro": (
        "<p>입국 절차, 자가 점검, 상담 전화를 안내합니다. 진료와 검사를 받아도 체류 자격은 통보되지 않습니다.</p>",
        "<p>How to enter the country, a self-check, and whom to call. Being tested or treated is never reported to the immigration authorities.</p>",
    ),
    "steps": (
        (
            ("특별검역신고서 작성", "Fill in the health declaration"),
            ("기내", "On board"),
            (
                "<p>여권번호, 국내 주소와 전화번호, 지난 14일의 증상과 방문 국가를 적습니다.</p>",
                "<p>Give your passport number, your address and phone number in Korea, and any symptoms and countries visited in the last 14 days.</p>",
            ),
            (("여권", "Passport"), ("국내 연락처", "A phone number in Korea")),
        ),
        (
            ("발열 확인과 검역", "Temperature check and quarantine desk"),
            ("공항 검역대", "Airport, quarantine desk"),
            (
                "<p>37.5℃ 이상이거나 증상이 있으면 공항에서 검사를 받고 결과를 기다립니다.</p>",
                "<p>If your temperature is 37.5 °C or higher, or you have symptoms, you are tested at the airport and wait there for the result.</p>",
            ),
            (),
        ),
        (
            ("자가진단 앱 설치", "Install the self-check app"),
            ("특별입국장", "Special entry hall"),
            (
                "<p>연락처는 그 자리에서 통화로 확인합니다. 14일 동안 하루 한 번 건강 상태를 입력해 주십시오.</p>",
                "<p>Staff call your number on the spot to check it. Enter how you feel once a day for 14 days.</p>",
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
                "<p>The test at the health centre is free. Phone for an appointment before you go.</p>",
            ),
            (),
        ),
        (
            ("14일 자가격리", "Fourteen days of quarantine"),
            ("거주지", "Where you stay"),
            (
                "<p>담당 공무원이 하루 두 번 연락합니다. 거처가 없으면 시설에서 지낼 수 있습니다.</p>",
                "<p>A case officer contacts you twice a day. If you have nowhere to stay, a quarantine facility is available.</p>",
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
            "The figures as of midnight, and which measures change this week.",
        ),
        "speaker": ("시민건강국장", "Director of public health"),
        "text": (
            "<p>시민건강국은 오늘 오전 11시 정례 브리핑에서 확진자 현황과 역학조사 결과를 발표하였습니다.</p><p>감염경로가 확인되지 않은 사례가 늘고 있어, 증상이 있으면 출근하지 말고 1339에 먼저 전화해 주실 것을 당부하였습니다.</p>",
            "<p>At its briefing at 11 a.m. the Department of Public Health reported the latest figures and the findings of contact tracing.</p><p>Cases with no known source are increasing. Anyone with symptoms is asked not to go to work and to call 1339 first.</p>",
        ),
    },
    {
        "slug": "more-clinics-open-at-weekends",
        "day": -1,
        "kind": "news",
        "title": ("주말 운영 선별진료소 확대", "More clinics open at weekends"),
        "summary": (
            "이번 주말부터 12개 선별진료소가 일요일과 공휴일에도 문을 엽니다.",
            "From this weekend, twelve clinics also open on Sundays and public holidays.",
        ),
        "speaker": ("", ""),
        "text": (
            "<p>평일에 검사를 받기 어려운 시민을 위하여 주말 운영을 확대합니다. 진료소별 시간은 선별진료소 메뉴에서 확인하실 수 있습니다.</p>",
            "<p>For everyone who cannot come on a weekday. Opening hours of each clinic are listed under Clinics.</p>",
        ),
    },
    {
        "slug": "how-places-are-published",
        "day": -3,
        "kind": "news",
        "title": ("확진자 방문 장소 공개 방식 안내", "How visited places are published"),
        "summary": (
            "장소만 공개하고 개인을 알 수 있는 정보는 공개하지 않습니다.",
            "Places are published; nothing that could identify a person is.",
        ),
        "speaker": ("", ""),
        "text": (
            "<p>모든 접촉자를 파악한 장소는 공개하지 않으며, 마지막 접촉일부터 14일이 지나면 삭제합니다.</p>",
            "<p>A place is not published if all contacts there are known. Published places are removed 14 days after the last contact.</p>",
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
            "<p>We had given the closing time as 18:00. We apologise for the inconvenience.</p>",
        ),
    },
    {
        "slug": "masks-by-weekday",
        "day": -10,
        "kind": "news",
        "title": ("공적 마스크 요일별 구매 안내", "Buying public masks: your weekday"),
        "summary": (
            "출생연도 끝자리에 따라 구매 요일이 정해집니다.",
            "The last digit of your birth year decides on which weekday you can buy masks.",
        ),
        "speaker": ("", ""),
        "text": (
            "<p>월요일 1·6, 화요일 2·7, 수요일 3·8, 목요일 4·9, 금요일 5·0이며 주말에는 평일에 구매하지 못한 분이 구매할 수 있습니다.</p>",
            "<p>Monday 1 and 6, Tuesday 2 and 7, Wednesday 3 and 8, Thursday 4 and 9, Friday 5 and 0; at weekends, anyone who has not bought during the week.</p>",
        ),
    },
)
