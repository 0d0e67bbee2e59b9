export default function RelayList() {
  return <h1>RelayList</h1>
}
