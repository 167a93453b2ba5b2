#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace radio {

struct Track {
    std::string title;
    std::string artist;
    std::uint32_t seconds = 0;
    bool jingle = false;

    bool operator==(const Track&) const = default;
};

namespace detail {

inline std::string trim(const std::string& text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

template <typename F>
class Guard {
public:
    explicit Guard(F f) : f_(std::move(f)) {}
    Guard(const Guard&) = delete;
    ~Guard() { f_(); }

private:
    F f_;
};

}  // namespace detail

/// Something that is told about changes.
class Listener {
public:
    virtual ~Listener() = default;
    virtual void added(const Track& track) { (void)track; }
    virtual void removed(const Track& track) { (void)track; }
};

class Playlist {
public:
    using Filter = std::function<bool(const Track&)>;

    Playlist() = default;
    explicit Playlist(std::string name) : name_(std::move(name)) {}

    /// Adds a track at the end.
    void add(Track track) {
        track.title = detail::trim(track.title);
        tracks_.push_back(std::move(track));
        notify(&Listener::added, tracks_.back());
    }

    void add(const std::string& title, std::uint32_t seconds) {
        add(Track{title, "unknown", seconds});
    }

    template <typename It>
    void add(It first, It last) {
        for (; first != last; ++first) {
            add(*first);
        }
    }

    Track& at(std::size_t index) { return tracks_.at(index); }
    const Track& at(std::size_t index) const { return tracks_.at(index); }

    bool remove(const std::string& title) {
        const auto place = std::find_if(tracks_.begin(), tracks_.end(),
                                        [&](const Track& track) { return track.title == title; });
        if (place == tracks_.end()) {
            return false;
        }
        // existing listeners are kept, they get a copy
        const Track gone = *place;
        tracks_.erase(place);
        notify(&Listener::removed, gone);
        return true;
    }

    std::size_t remove_if(const Filter& filter) {
        return std::erase_if(tracks_, filter);
    }

    [[nodiscard]] std::uint32_t length() const {
        std::uint32_t total = 0;
        for (const auto& track : tracks_) {
            total += track.seconds;
        }
        return total;
    }

    template <typename... Args>
    void emplace(Args&&... args) {
        add(Track{std::forward<Args>(args)...});
    }

    void listen(std::shared_ptr<Listener> listener) { listeners_.push_back(std::move(listener)); }

private:
    template <typename Method>
    void notify(Method method, const Track& track) {
        for (const auto& listener : listeners_) {
            ((*listener).*method)(track);
        }
    }

    std::string name_;
    std::vector<Track> tracks_;
    std::vector<std::shared_ptr<Listener>> listeners_;
};

inline constexpr const char* kHelp = R"(
usage: playlist [options]
  -n NAME    name of the list
  // ... more options ...
)";

}  // namespace radio
