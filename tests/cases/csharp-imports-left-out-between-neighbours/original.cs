using System;
using System.Net;
using System.Text;
using System.Timers;

namespace Shop
{
    public class Cart
    {
        int items;
    }
}
