class Ladder {
public:
    explicit Ladder(std::string wood) : wood_(std::move(wood)) {}
    virtual ~Ladder() = default;

private:
    std::string wood_;
};
