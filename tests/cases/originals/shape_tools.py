import math
from abc import ABC, abstractmethod


class Shape(ABC):
    registry = {}

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        Shape.registry[cls.__name__.lower()] = cls

    @abstractmethod
    def area(self):
        """Area in square metres."""

    @abstractmethod
    def perimeter(self):
        """Perimeter in metres."""

    def describe(self):
        return f"{type(self).__name__} of {self.area():.2f} m2"


class Circle(Shape):
    def __init__(self, radius):
        self.radius = radius

    def area(self):
        return math.pi * self.radius ** 2

    def perimeter(self):
        return 2 * math.pi * self.radius


class Rectangle(Shape):
    def __init__(self, width, height):
        self.width = width
        self.height = height

    def area(self):
        return self.width * self.height

    def perimeter(self):
        return 2 * (self.width + self.height)


class Square(Rectangle):
    def __init__(self, side):
        super().__init__(side, side)

    class Meta:
        label = "square"
        order = 1


SQL = """
SELECT name, area
FROM shapes
WHERE area > ?
-- ... existing filters ...
ORDER BY area
"""


def load(rows, *, strict=False, **extra):
    shapes = []
    for kind, *args in rows:
        cls = Shape.registry.get(kind)
        if cls is None:
            if strict:
                raise KeyError(kind)
            continue
        shapes.append(cls(*args))
    return sorted(shapes, key=lambda shape: shape.area())


def total(shapes):
    return sum(shape.area() for shape in shapes)


def report(shapes, out=print):
    for shape in shapes:
        out(shape.describe())
    out("-" * 20)
    out(f"total {total(shapes):.2f} m2")
