#pragma once

namespace net {

template <typename T>
class Channel {
public:
    explicit Channel(std::size_t size = 8) : size_(size) {}

    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    void send(T value) {
        items_.push_back(std::move(value));
    }

private:
    std::size_t size_;
    std::vector<T> items_;
};

}  // namespace net
