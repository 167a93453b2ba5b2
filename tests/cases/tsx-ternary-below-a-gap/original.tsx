export function Section({title, children}: Props) {
  const dark = useDark();
  return (
    <View style={styles.box}>
      <Text
        style={[
          styles.title,
          {color: dark ? white : black},
        ]}>
        {title}
      </Text>
      <Text
        style={[
          styles.body,
          {color: dark ? light : grey},
        ]}>
        {children}
      </Text>
    </View>
  );
}
