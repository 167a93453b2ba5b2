class Loader
{
    void Load(Reader reader)
    {
        try
        {
            items.Add(reader.Next());
        }
        catch (IOException)
        {
            // Nothing to do.
        }
        Sort(items);
    }
}
