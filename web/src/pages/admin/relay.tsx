export default function AdminRelay() {
  return <h1>AdminRelay</h1>
}
