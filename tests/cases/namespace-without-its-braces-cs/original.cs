using System;

namespace Shop.Core
{
    public class Shelf
    {
        public string Note = @"first
    second";
    }

    public class Box { }
}
