start();
// region A
a();
b();
// endregion
go();
