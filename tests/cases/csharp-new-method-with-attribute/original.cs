[ApiController]
public class UsersController : ControllerBase
{
    private readonly Store store;

    [HttpGet]
    public IActionResult All()
    {
        return Ok(store.All());
    }

    [HttpGet]
    [Authorize]
    public IActionResult One(int id)
    {
        return Ok(store.One(id));
    }

    [HttpDelete]
    public IActionResult Drop(int id)
    {
        return Ok(store.Drop(id));
    }
}
