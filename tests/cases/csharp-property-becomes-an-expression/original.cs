class A {
    public int Count => _s.Count;

    public bool IsEmpty
    {
        get { return _s.Count == 0; }
    }

    public int Other => 1;
    bool F() => 2;
    bool G()
    {
        return 1;
    }
}
