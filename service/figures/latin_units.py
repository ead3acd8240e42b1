"""Units in Latin, Cyrillic, Vietnamese and Arabic letters, as data; "_" stands for a space."""

LATIN_ROWS = """
mass tonne tonnes tonne tons ton metric_tons metric_tonnes t
mass kilogram kilograms kilogram kilogrammes kilos kilo kg kgs
mass gram grams gram g
mass milligram milligrams mg
mass pound lb lbs
mass ounce ounces oz
length kilometre kilometres kilometers kilometre kilometer km kms
length metre metres meters metre meter m
length centimetre centimetres centimeters cm
length millimetre millimetres millimeters mm
length mile miles mile
length foot feet foot ft
length inch inches inch
length yard yards yard
length nautical_mile nautical_miles
area square_metre square_metres square_meters sq_m sqm
area square_kilometre square_kilometres square_kilometers sq_km
area square_mile square_miles square_mile
area square_foot square_feet sq_ft
area hectare hectares hectare ha
area acre acres acre
area mu mu
volume cubic_metre cubic_metres cubic_meters
volume litre litres liters litre liter l
volume millilitre millilitres milliliters ml
volume gallon gallons gallon
duration century centuries century
duration decade decades decade
duration year years_old year-old years year yrs
duration month months month
duration week weeks week
duration day days day
duration night nights night
duration hour hours hour hrs hr h
duration minute minutes minute mins min
duration second seconds sec secs
percent percentage_point percentage_points percentage_point
percent basis_point basis_points basis_point bps
percent percent percent per_cent pct
count person people persons person
count household households household families family
count home homes
count time times
count case cases
count piece pieces piece
count item items item
count celsius degrees_celsius degrees °c
count kilometre_per_hour km/h kph kmh
count mile_per_hour mph
count kilowatt_hour kwh
count kilowatt kw
count megawatt megawatts megawatt mw
count gigawatt gigawatts gigawatt gw
count gigabyte gb
count terabyte tb
count megabyte mb
count person personas habitantes человек người شخص
duration day días дней дня ngày
duration year años лет года năm
duration hour horas часов часа giờ
mass tonne toneladas тонн тонны tấn
length kilometre kilómetros км
percent percent por_ciento процентов процента phần_trăm
"""

LATIN_MONEY = (
    ("yuan rmb cny renminbi yuan_rmb юаней yuanes nhân_dân_tệ", "CNY"),
    ("us_dollars u.s._dollars dollars dollar usd bucks dólares долларов доллара usd đô_la_mỹ دولار", "USD"),
    ("euros euro eur евро يورو", "EUR"),
    ("pounds_sterling gbp pounds", "GBP"),
    ("hong_kong_dollars hk_dollars hkd", "HKD"),
    ("yen jpy", "JPY"),
    ("won krw", "KRW"),
    ("rubles roubles rub рублей рубля рубль", "RUB"),
    ("rupees inr", "INR"),
    ("australian_dollars aud", "AUD"),
    ("canadian_dollars cad", "CAD"),
    ("swiss_francs chf", "CHF"),
    ("đồng dong vnd", "VND"),
    ("pesos", "MXN"),
)
