export default function RelayActivity() {
  return <h1>RelayActivity</h1>
}
