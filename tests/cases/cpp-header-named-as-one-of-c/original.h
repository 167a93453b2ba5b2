#include <vector>

class Writer {
public:
    void putInt(int i);
    void putText(const char *text);

private:
    std::vector<char> m_data;
};

class Reader {
public:
    int getInt();
    const char *getText();
};
