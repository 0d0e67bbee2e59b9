export default function AdminEditRelay() {
  return <h1>AdminEditRelay</h1>
}
