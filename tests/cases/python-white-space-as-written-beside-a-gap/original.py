NAMES = [
    "ada",
    "ben"
]
LIMIT  =  3  # asked for by the shop
