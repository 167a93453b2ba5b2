namespace audio {

float gain(int v);

namespace {

constexpr int kSteps = 8;
constexpr float kMax = 1.0f;

float half(float v) {
    return v / 2;
}

}  // namespace

}  // namespace audio
