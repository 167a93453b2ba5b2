export function useRoom(room, user) {
  useEffect(() => {
    join(room);
    track();
  }, [room]);

  useEffect(() => {
    greet(user);
    track();
  }, [user]);

  return room;
}
