class Files
{
    void Hash()
    {
        using (var hash = Make())
        {
            hash.Start();
            using (var file = Open(path))
            {
                hash.Read(file);
                Report(hash);
            }
        }
    }
}
