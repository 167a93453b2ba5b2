from shop.views import cart
from shop.views import order

ROUTES = [cart, order]
