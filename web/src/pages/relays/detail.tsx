export default function RelayDetail() {
  return <h1>RelayDetail</h1>
}
