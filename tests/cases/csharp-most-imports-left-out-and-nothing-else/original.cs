using System;
using System.Net;
using System.Text;
using System.Timers;
using System.Linq;
using System.Drawing;
using System.Globalization;
using System.Xml;
using Shop.Data;

namespace Shop
{
    public class Cart
    {
        int items;
    }
}
