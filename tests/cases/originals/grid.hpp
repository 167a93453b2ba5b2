#pragma once

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace tiles {

/// A cell's position.
struct Point {
    int x = 0;
    int y = 0;

    bool operator==(const Point& other) const { return x == other.x && y == other.y; }
    bool operator<(const Point& other) const { return y == other.y ? x < other.x : y < other.y; }
};

template <typename T>
class Grid {
public:
    using value_type = T;

    Grid() = default;

    Grid(std::size_t width, std::size_t height, T fill = T{})
        : width_(width), height_(height), cells_(width * height, fill)
    {
        if (width == 0 || height == 0) {
            throw std::invalid_argument("empty grid");
        }
    }

    std::size_t width() const noexcept { return width_; }
    std::size_t height() const noexcept { return height_; }

    T& at(Point p)
    {
        check(p);
        return cells_[index(p)];
    }

    const T& at(Point p) const
    {
        check(p);
        return cells_[index(p)];
    }

    void fill(const T& value)
    {
        std::fill(cells_.begin(), cells_.end(), value);
    }

    template <typename F>
    void each(F&& f)
    {
        for (std::size_t y = 0; y < height_; ++y) {
            for (std::size_t x = 0; x < width_; ++x) {
                f(Point{static_cast<int>(x), static_cast<int>(y)}, cells_[y * width_ + x]);
            }
        }
    }

    std::vector<Point> neighbours(Point p) const
    {
        std::vector<Point> out;
        const Point steps[] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
        for (const auto& step : steps) {
            Point next{p.x + step.x, p.y + step.y};
            if (inside(next)) {
                out.push_back(next);
            }
        }
        return out;
    }

protected:
    bool inside(Point p) const
    {
        return p.x >= 0 && p.y >= 0 && static_cast<std::size_t>(p.x) < width_
            && static_cast<std::size_t>(p.y) < height_;
    }

private:
    std::size_t index(Point p) const { return p.y * width_ + p.x; }

    void check(Point p) const
    {
        if (!inside(p)) {
            throw std::out_of_range("no such cell");
        }
    }

    std::size_t width_ = 0;
    std::size_t height_ = 0;
    std::vector<T> cells_;
};

inline std::string to_string(Point p)
{
    return "(" + std::to_string(p.x) + ", " + std::to_string(p.y) + ")";
}

} // namespace tiles
