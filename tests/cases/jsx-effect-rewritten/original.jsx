export function Clock({ zone, onTick }) {
  const [now, setNow] = useState(null);

  useEffect(() => {
    const id = setInterval(() => {
      setNow(read(zone));
    }, 1000);
    return () => clearInterval(id);
  }, [zone]);

  useEffect(() => {
    if (now) {
      onTick(now);
    }
  }, [now, onTick]);

  return <time>{now}</time>;
}
