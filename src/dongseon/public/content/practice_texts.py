"""The practice content: frequent questions, suppliers, questions: as press officers would write it, Korean and English, made up by us.

Offices, companies and numbers are invented; hotlines 1339, 119, 120 and 1345 are those of Korea.
"""

from typing import Any

FAQ: dict[str, Any] = {
    "title": ("자주 묻는 질문", "Frequent questions"),
    "intro": (
        "<p>찾으시는 답이 없으면 질문을 남겨 주십시오.</p>",
        "<p>Cannot find your answer? Ask us.</p>",
    ),
    "subjects": (
        (
            ("검사", "Tests"),
            (
                (
                    ("누가 검사를 받을 수 있습니까?", "Who can be tested?"),
                    (
                        "<p>증상이 있거나 확진자와 접촉한 분, 해외에서 입국한 분, 의사가 필요하다고 판단한 분은 무료로 검사를 받습니다.</p>",
                        "<p>Testing is free if you have symptoms, have been in contact with a case, have arrived from abroad, or are referred by a doctor.</p>",
                    ),
                ),
                (
                    ("결과는 언제 나옵니까?", "When do I get the result?"),
                    (
                        "<p>보통 하루 안에 문자로 알려 드립니다. 결과가 나올 때까지 집에 머물러 주십시오.</p>",
                        "<p>Usually within a day, by text message. Stay at home until then.</p>",
                    ),
                ),
                (
                    ("검사 비용은 얼마입니까?", "What does a test cost?"),
                    (
                        "<p>위 대상에 해당하면 무료입니다. 본인이 원하여 받는 검사는 의료기관에서 비용을 안내합니다.</p>",
                        "<p>It is free for everyone named above. If you ask for a test on your own account, the clinic tells you the price.</p>",
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
                        "<p>Keep to your own room and bathroom, eat separately, and have everyone wear a mask.</p>",
                    ),
                ),
                (
                    ("격리 통지서는 언제 받습니까?", "When do I get the written notice?"),
                    (
                        "<p>보건소가 전화로 먼저 알리고, 하루 안에 문자와 서면으로 통지서를 보내 드립니다.</p>",
                        "<p>The health centre phones first, and sends the notice by text message and on paper within a day.</p>",
                    ),
                ),
                (
                    ("생필품은 어떻게 받습니까?", "How do I get food and supplies?"),
                    (
                        "<p>담당 공무원이 첫날 생필품을 문 앞에 전달합니다. 더 필요하시면 120으로 전화해 주십시오.</p>",
                        "<p>Your case officer leaves supplies at your door on the first day. If you need more, call 120.</p>",
                    ),
                ),
            ),
        ),
        (
            ("방문 장소", "Places visited"),
            (
                (
                    ("확진자가 다녀간 곳에 저도 있었습니다.", "I was at one of the listed places."),
                    (
                        "<p>증상이 없더라도 1339 또는 보건소에 알리고 안내에 따라 검사를 받으십시오.</p>",
                        "<p>Call 1339 or the health centre, even if you have no symptoms, and be tested as advised.</p>",
                    ),
                ),
                (
                    ("왜 모든 장소를 공개하지 않습니까?", "Why are not all places published?"),
                    (
                        "<p>접촉자를 모두 파악한 곳은 이미 개별로 연락하였기 때문입니다.</p>",
                        "<p>Where every contact is known, each has already been informed in person.</p>",
                    ),
                ),
                (
                    (
                        "우리 가게가 공개되었습니다. 언제 삭제됩니까?",
                        "My shop is on the list. When is it removed?",
                    ),
                    (
                        "<p>마지막 접촉일부터 14일이 지나면 자동으로 삭제합니다. 내용이 틀리면 보건소에 정정을 요청해 주십시오.</p>",
                        "<p>Automatically, 14 days after the last contact. If anything is wrong, ask the health centre for a correction.</p>",
                    ),
                ),
            ),
        ),
        (
            ("마스크", "Masks"),
            (
                (
                    ("하루에 몇 장까지 살 수 있습니까?", "How many masks can I buy?"),
                    (
                        "<p>한 주에 1인당 3장입니다. 신분증을 가져오시고, 어린이와 어르신 몫은 가족이 대신 살 수 있습니다.</p>",
                        "<p>Three per person and week. Bring an identity card; family members may buy for children and older people.</p>",
                    ),
                ),
                (
                    (
                        "재고가 있다고 나왔는데 품절이었습니다.",
                        "The map said masks were left, but the shop had none.",
                    ),
                    (
                        "<p>재고는 몇 분 전에 센 수량이며, 회색은 오래된 정보입니다. 번호표를 나누어 준 약국은 남은 번호표가 없으면 품절로 표시합니다.</p>",
                        "<p>The figure was counted some minutes ago, and grey means that it is old. A pharmacy that hands out numbered tickets is shown as sold out once none are left.</p>",
                    ),
                ),
            ),
        ),
        (
            ("개인정보", "Privacy"),
            (
                (
                    ("제 동선은 어떻게 조사합니까?", "How is it found out where I have been?"),
                    (
                        "<p>면담에서 여쭙고, 법에 따라 필요한 때에만 통신·카드 기록을 확인합니다. 조사한 기록은 정해진 기간이 지나면 파기합니다.</p>",
                        "<p>You are asked in an interview; phone and card records are looked at only where the law allows it and it is needed. Records are destroyed once their time is over.</p>",
                    ),
                ),
                (
                    (
                        "이 누리집은 제 정보를 수집합니까?",
                        "Does this website collect data about me?",
                    ),
                    (
                        "<p>쿠키와 추적 도구를 쓰지 않으며, 위치는 브라우저 안에서만 비교합니다.</p>",
                        "<p>It sets no cookie and has no tracker, and your location history is compared inside your browser only.</p>",
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
        "<p>Manufacturers in Korea that cities and institutions abroad can contact.</p>",
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
