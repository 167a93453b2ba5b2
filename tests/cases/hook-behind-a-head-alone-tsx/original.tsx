export const Panel = ({
  title,
  rows,
}: Props) => {
  React.useMemo(() => {
    if (title) {
      rename(title)
    }
  }, [title])

  React.useEffect(() => {
    if (rows) {
      load(rows)
      setReady(true)
    }
  }, [title, rows])

  return title
}
