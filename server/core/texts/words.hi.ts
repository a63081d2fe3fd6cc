// What people write to the bot in Hindi, in Devanagari and in Latin letters. Data only.
import type { Words } from "./words-shape.ts";

export const words: Words = {
  names: "हिन्दी, हिंदी, hindi, hindi me, hindi mein, hindi main, हिंदी में, हिन्दी में, हिंदी में बात करें, indisch",
  choose: "भाषा, भाषा बदलें, भाषा बदलो, दूसरी भाषा, bhasha, bhasha badlo, bhasha badle",
  greetings: "नमस्ते, नमस्कार, प्रणाम, राम राम, सुप्रभात, namaste, namaskar, ram ram, pranam, kaise ho, कैसे हो",
  closings:
    "धन्यवाद, शुक्रिया, बहुत धन्यवाद, बहुत शुक्रिया, ठीक है, अच्छा, अलविदा, dhanyavad, dhanyawad, shukriya, theek hai, thik hai, accha, acha, badhiya, बढ़िया",
  person:
    "व्यक्ति, इंसान, एजेंट, किसी से बात करनी है, मुझे किसी से बात करनी है, किसी इंसान से बात करनी है, किसी व्यक्ति से बात करनी है, बात करनी है, कस्टमर केयर, insan, kisi se baat karni hai, mujhe kisi se baat karni hai, agent se baat karni hai, agent se baat karao, customer care, insan se baat karni hai",
  menu: "मेनू, मेन्यू, मीनू, सूची, menu dikhao, menu dikhaye, विकल्प",
  help: "मदद, सहायता, मदद करो, मदद करें, मेरी मदद करो, madad, madad karo, help karo, help chahiye, madad chahiye, मदद चाहिए",
  politeness:
    "कृपया, प्लीज, प्लीज़, नमस्ते, नमस्कार, धन्यवाद, शुक्रिया, जी, भाई, भैया, सर, kripya, please, pls, plz, namaste, bhai, bhaiya, sir, ji, dhanyavad, shukriya",
  telling:
    "है हैं मैं मुझे मेरा मेरी आप आपका क्या कैसे कब कहाँ क्यों नहीं और से को का की के में पर यह वह था थी करना करो चाहिए hai hain mujhe mera meri aap aapka kya kaise kab kahan kyun kyu nahi nahin aur mein yeh woh tha thi karna karo kardo chahiye kitna kitne kitni wala gaadi gadi abhi kal",
  folds: [
    [/ँ/gu, "ं"],
    [/़/gu, ""],
    [/ये(?= |$)/gu, "ए"],
  ],
  borrowed:
    "book booking bookings reserve cancel status balance history extend wait waiting list line time free slot slots spot parking park car number no me to a the my he h do hi main hum please pe par min minute hour hours am pm so",
  parking: {
    phrases: {
      slots:
        "जगह, खाली जगह, जगह है, जगह है क्या, कोई जगह है, कोई जगह खाली है, पार्किंग, पार्किंग है, पार्किंग है क्या, पार्किंग कहाँ है, खाली पार्किंग, jagah, jagah hai, jagah hai kya, khali jagah, parking hai, parking hai kya, parking khali hai, koi jagah hai, gaadi kahan lagau, gadi kahan lagau",
      book: "बुक, बुक करो, बुक करें, बुक करना है, बुकिंग करनी है, बुकिंग करो, book karo, book karna hai, booking karni hai, booking karo, book kar do, book kardo, जगह चाहिए, पार्किंग चाहिए, jagah chahiye, parking chahiye",
      status:
        "स्थिति, स्टेटस, मेरी जगह, मेरी बुकिंग, बुकिंग, मेरी गाड़ी कहाँ है, कितना हुआ, अब तक कितना हुआ, कितने पैसे हुए, status batao, meri booking, meri jagah, meri gaadi kahan hai, meri gadi kahan hai, kitna hua, ab tak kitna hua, kitne paise hue",
      cancel:
        "रद्द, रद्द करो, रद्द करें, रद्द कर दो, कैंसल, कैंसिल, कैंसिल करो, कैंसल करो, वापस करो, cancel karo, cancel kardo, cancel kar do, radd karo, raddh karo, radd",
      balance:
        "बैलेंस, शेष, मेरा बैलेंस, कितना बैलेंस है, बैलेंस कितना है, कितने पैसे हैं, कितने पैसे बचे हैं, kitna balance hai, balance kitna hai, mera balance, balance batao, kitne paise hai, kitne paise bache hai, paise kitne hai, टॉप अप, रिचार्ज",
      history:
        "इतिहास, हिस्ट्री, पिछली बुकिंग, मेरी पिछली बुकिंग, पुरानी बुकिंग, रसीद, रसीदें, pichli booking, purani booking, meri pichli booking, itihas, history dikhao, raseed, rasid",
      extend:
        "बढ़ाएँ, बढ़ाओ, बढ़ा दो, बढ़ाना है, और समय, और समय चाहिए, ज़्यादा समय चाहिए, badhao, badha do, badhado, badhana hai, aur time, aur time chahiye, aur samay chahiye, time badhao, time badha do, extend karo, extend kar do",
      wait: "इंतज़ार, इंतजार करो, इंतज़ार करूँगा, प्रतीक्षा, वेटिंग, वेटिंग लिस्ट, कतार, intezar, intezaar, intzar, wait karunga, wait karta hu, waiting, waiting me dalo, waiting list me dalo, लाइन में लगाओ",
      stop_waiting:
        "इंतज़ार बंद, इंतजार बंद करो, इंतज़ार नहीं करना, अब इंतज़ार नहीं, वेटिंग हटाओ, लिस्ट से हटाओ, intezar band, intezar band karo, intezar nahi karna, wait nahi karna, waiting hatao, list se hatao",
      parked:
        "पार्क किया, पार्क कर दिया, पार्क कर दी, गाड़ी लगा दी, लगा दी, पहुँच गया, पहुँच गई, आ गया, आ गई, मैं आ गया, मैं पहुँच गया, गाड़ी खड़ी कर दी, park kiya, park kar diya, park kar di, gaadi laga di, gadi laga di, laga di, pahunch gaya, pahuch gaya, pahunch gayi, aa gaya, aa gayi, main aa gaya, gaadi khadi kar di",
      left: "निकल गया, निकल गई, निकल चुका, मैं निकल गया, चला गया, चली गई, गाड़ी निकाल ली, निकाल ली, जा चुका, nikal gaya, nikal gayi, nikal chuka, main nikal gaya, chala gaya, chali gayi, gaadi nikal li, gadi nikal li, ja chuka",
      leaving:
        "जा रहा हूँ, जा रही हूँ, निकल रहा हूँ, निकल रही हूँ, हो गया, खत्म, खत्म करो, बंद करो, पेमेंट, पैसे कैसे दूँ, कैसे निकलूँ, ja raha hu, ja raha hoon, ja rahi hu, nikal raha hu, nikal rahi hu, ho gaya, khatam, khatam karo, payment kaise karu, paise kaise du, jaa raha hu",
      not_me:
        "मैं नहीं, मेरी नहीं, मेरी गाड़ी नहीं, मेरी गाड़ी नहीं है, यह मेरी गाड़ी नहीं है, वह मेरी गाड़ी नहीं है, meri nahi, meri gaadi nahi, meri gadi nahi, meri gaadi nahi hai, meri gadi nahi hai, ye meri gaadi nahi hai, yeh meri gaadi nahi hai, main nahi",
      yes: "हाँ, हां, हा, जी, जी हाँ, ठीक है, ठीक, सही, ओके, बिल्कुल, हाँ जी, haan, han, ha, haa, ji, ji haan, haan ji, theek hai, thik hai, thik, bilkul, ok, sahi hai, हाँ रद्द करें, kar do, kardo, कर दो",
      no: "नहीं, नही, ना, जी नहीं, मत करो, रहने दो, अभी नहीं, nahi, nahin, nhi, na, ji nahi, mat karo, rehne do, abhi nahi, नहीं धन्यवाद",
      keep: "रखो, रखें, रहने दो बुकिंग, बुकिंग रखो, rakho, booking rakho, rakh lo",
    },
    sentences: {
      cancel: { one: "रद्द कैंसल कैंसिल cancel radd raddh", beside: "बुकिंग बुक booking book" },
      extend: {
        one: "बढ़ाएँ बढ़ाओ बढ़ा बढ़ाना badhao badha badhana badhaye extend",
        beside: "बुकिंग समय टाइम और ज़्यादा booking time samay aur zyada thoda थोड़ा",
      },
      history: {
        one: "इतिहास हिस्ट्री पिछली पुरानी रसीद रसीदें itihas history pichli purani raseed rasid",
        beside: "बुकिंग booking bookings",
      },
      balance: { one: "बैलेंस शेष balance", beside: "खाते खाता पैसे बचा बचे account khate paise bacha bache रुपये rupaye" },
      wait: {
        one: "इंतज़ार प्रतीक्षा वेटिंग intezar intezaar intzar waiting wait",
        beside: "लिस्ट कतार list line खाली अगली जब तक khali agli karunga करूँगा",
      },
      status: { one: "स्थिति स्टेटस बुकिंग status booking", beside: "" },
      book: { one: "बुक बुकिंग आरक्षित रिज़र्व book booking reserve चाहिए chahiye" },
      parked: { one: "पार्क लगा park laga", beside: "गाड़ी कार दी दिया किया gaadi gadi car di diya kiya" },
      left: { one: "निकल nikal", beside: "गया गई चुका गाड़ी gaya gayi chuka gaadi gadi" },
      slots: {
        one: "जगह जगहें खाली पार्किंग स्लॉट jagah jaga khali parking slot slots",
        beside: "गाड़ी कार gaadi gadi car उपलब्ध uplabdh free फ्री",
      },
    },
    filler:
      "मैं मुझे मेरा मेरी मेरे हम हमें आप क्या कौन कौनसी सी सा से को का की के में पर है हैं हो कोई एक यह वह ये वो और भी ही तो अभी आज कर करो करें करना करनी करूँ दो दीजिए दीजिये दें देना कीजिए कीजिये बताओ बताएँ बताइए दिखाओ दिखाएँ दिखाइए देखना चाहता चाहती हूँ कितना कितने कितनी कहाँ लिए वाला वाली सकते सकता सकती सब अपनी अपना main mai mujhe mera meri mere hum aap kya kaun konsi kaunsi si sa se ko ka ki ke me mein pe par hai he h hain ho koi ek yeh ye woh wo bhi hi to toh abhi aaj kar karo karna karni karu kro krdo kardo do dijiye dijie dena kijiye batao bataye bataiye dikhao dikhaye dekhna chahta chahti hu hoon kitna kitne kitni kahan kaha liye wala wali sakte sakta sakti sab apni apna the my please a",
    not: "नहीं नही मत ना बिना होटल टेबल कमरा nahi nahin nhi mat hotel table kamra",
    spot: "जगह स्लॉट पार्किंग नंबर नम्बर jagah slot parking number spot no",
    at: "में पर mein me par pe",
    atFollows: true,
    near: "बुकिंग कैंसल बैलेंस इतिहास इंतज़ार स्थिति cancel balance booking status history extend intezar jagah parking",
    unlike: "बैंगन परिस्थिति lagah jagat cooking looking parting",
    time: {
      later:
        "कल परसों सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार सुबह शाम रात दोपहर हफ्ते हफ़्ते बाद kal parso parson somvar mangalvar budhvar guruvar shukravar shanivar ravivar subah sham shaam raat dopahar hafte baad monday tuesday wednesday thursday friday saturday sunday",
      months:
        "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर january february march april may june july august september october november december",
      soon: "में",
      units: "मिनट घंटा घंटे घंटों दिन हफ्ता महीना minute min ghanta ghante hour hours din",
      numbers:
        "एक दो तीन चार पाँच पांच छह सात आठ नौ दस आधा आधे ek do teen char paanch panch chhe saat aath nau das aadha aadhe",
      before: "",
      after: "बजे baje am pm",
    },
  },
};
