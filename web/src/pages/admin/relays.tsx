export default function AdminRelays() {
  return <h1>AdminRelays</h1>
}
