#!/usr/bin/env bash
# Sets up one machine of EventStoreDB on Amazon Linux 2023. Every step can be repeated.
#   start    at every start of the machine: volume, package, certificate, configuration, users
#   refresh  every hour: a new certificate, the user's password
#   report   every five minutes: whether EventStoreDB answers, and how full the disk is
#   upgrade  every week: security updates of the system
set -Eeuo pipefail

folder=/etc/finance-event-store
# node.env: STAGE BUCKET NODE NODES SIGNAL_URL AWS_DEFAULT_REGION, which never change for a machine.
# settings.env: PACKAGE_KEY PACKAGE_SHA256 NODE_CERTIFICATE_SECRET ADMIN_SECRET USER_SECRET
# AUTHORITY_CERTIFICATE, which each deployment writes.
set -a
. "$folder/node.env"
. "$folder/settings.env"
set +a

domain="eventstore.finance-$STAGE.internal"
host="node-$NODE.$domain"
data=/var/lib/eventstore
certificates=/etc/eventstore/certificates

secret() { aws secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text; }

# The stack waits for this signal and shows the reason of a failure. It counts only once. Python is there
# before the tools are.
signal() {
  if [ -e "$folder/signalled" ]; then return; fi
  python3 -c 'import json, sys
status, reason, id = sys.argv[1:]
print(json.dumps({"Status": status, "Reason": reason, "UniqueId": id, "Data": reason}))' "$1" "$2" "$host" |
    curl --silent --show-error --retry 5 -X PUT -H 'Content-Type:' --data-binary @- "$SIGNAL_URL"
  touch "$folder/signalled"
}

# Prints the end of what this script and EventStoreDB have logged, because a machine whose stack failed is
# soon gone with its journal. What is as long as a key or a password is left out.
last_lines() {
  journalctl --sync || true
  journalctl --unit finance-event-store --unit eventstore --lines 20 --output cat --no-pager |
    sed -E 's#[[:alnum:]+/=]{32,}#***#g' | tail -c 900
}

fail() {
  trap - ERR
  signal FAILURE "$host: line $1 of setup.sh failed. The last of its log: $(last_lines || true)"
}

tools=(jq binutils libicu xfsprogs)
install_tools() { rpm -q --quiet "${tools[@]}" || dnf -y --quiet install "${tools[@]}"; }

# CloudFormation attaches the volume when the machine is running. Amazon Linux links /dev/sdf to it.
mount_data() {
  if mountpoint -q "$data"; then return; fi
  until [ -b /dev/sdf ]; do sleep 3; done
  blkid /dev/sdf >/dev/null || mkfs.xfs -L eventstore /dev/sdf
  mkdir -p "$data"
  mount -L eventstore "$data" -o noatime
}

# A .deb is an archive of archives, so it needs no dpkg. The user is made first: a machine that is stopped
# after the package is installed would not make it at its next start.
install_package() {
  id eventstore >/dev/null 2>&1 || useradd --system --home-dir "$data" --shell /sbin/nologin eventstore
  if [ "$(cat /opt/eventstore/.sha256 2>/dev/null)" = "$PACKAGE_SHA256" ]; then return; fi
  local work
  work=$(mktemp -d)
  aws s3 cp "s3://$BUCKET/$PACKAGE_KEY" "$work/package.deb"
  echo "$PACKAGE_SHA256  $work/package.deb" | sha256sum --check --quiet
  (cd "$work" && ar x package.deb && mkdir content && tar -xf data.tar.* -C content)
  rm -rf /opt/eventstore
  mv "$work/content/usr/share/eventstore" /opt/eventstore
  echo "$PACKAGE_SHA256" >/opt/eventstore/.sha256
  rm -rf "$work"
}

# Sets certificate_changed to yes when the certificate is a new one.
certificate_changed=no
write_certificate() {
  local content
  content=$(secret "$NODE_CERTIFICATE_SECRET")
  mkdir -p "$certificates/authority"
  printf '%s\n' "$AUTHORITY_CERTIFICATE" >"$certificates/authority/ca.crt"
  jq -r .certificate <<<"$content" >"$certificates/node.crt.new"
  (umask 077 && jq -r .key <<<"$content" >"$certificates/node.key.new")
  # Also where nothing else is to do: a machine may have been stopped after it had moved the files.
  chown -R eventstore: "$certificates"
  if cmp -s "$certificates/node.crt.new" "$certificates/node.crt"; then return; fi
  mv "$certificates/node.key.new" "$certificates/node.key"
  mv "$certificates/node.crt.new" "$certificates/node.crt"
  certificate_changed=yes
}

write_configuration() {
  local seeds='' other
  for other in $(seq 1 "$NODES"); do
    [ "$other" = "$NODE" ] || seeds="$seeds${seeds:+,}node-$other.$domain:2113"
  done
  mkdir -p "$data/db" /var/log/eventstore
  chown eventstore: "$data" "$data/db" /var/log/eventstore
  cat >/etc/eventstore/eventstore.conf <<END
Db: $data/db
Log: /var/log/eventstore
LogFileRetentionCount: 7
NodeIp: 0.0.0.0
ReplicationIp: 0.0.0.0
NodeHostAdvertiseAs: $host
ReplicationHostAdvertiseAs: $host
ClusterSize: $NODES
DiscoverViaDns: false
$([ -z "$seeds" ] || echo "GossipSeed: $seeds")
CertificateFile: $certificates/node.crt
CertificatePrivateKeyFile: $certificates/node.key
TrustedRootCertificatesPath: $certificates/authority
# The rights of the service's user are set through it.
EnableAtomPubOverHttp: true
StreamInfoCacheCapacity: 100000
END
  cat >/etc/systemd/system/eventstore.service <<END
[Unit]
Description=EventStoreDB
After=network-online.target

[Service]
User=eventstore
# Holds the passwords of the first start, in memory.
EnvironmentFile=-/run/finance-event-store/first-start.env
ExecStart=/opt/eventstore/eventstored --config /etc/eventstore/eventstore.conf
ExecReload=/bin/kill -HUP \$MAINPID
KillSignal=SIGINT
TimeoutStopSec=90
Restart=always
RestartSec=5
LimitNOFILE=65536
NoNewPrivileges=yes
ProtectSystem=full
ProtectHome=yes
PrivateTmp=yes
END
  write_timer refresh hourly
  write_timer report "*:0/5"
  # One night for each node: Monday, Tuesday, Wednesday at two o'clock in Dhaka.
  write_timer upgrade "$(echo Sun Mon Tue | cut -d' ' -f"$NODE") 20:00 UTC"
  systemctl daemon-reload
}

write_timer() {
  cat >"/etc/systemd/system/finance-event-store-$1.service" <<END
[Service]
Type=oneshot
EnvironmentFile=$folder/node.env
ExecStart=/bin/bash /usr/local/sbin/finance-event-store $1
END
  cat >"/etc/systemd/system/finance-event-store-$1.timer" <<END
[Timer]
OnCalendar=$2
RandomizedDelaySec=300

[Install]
WantedBy=timers.target
END
}

# EventStoreDB reads these only when it makes its database, so the well-known passwords never hold.
provide_first_passwords() {
  local password
  password=$(secret "$ADMIN_SECRET" | jq -r .password)
  (umask 077 && mkdir -p /run/finance-event-store && cat >/run/finance-event-store/first-start.env <<END
EVENTSTORE_DEFAULT_ADMIN_PASSWORD=$password
EVENTSTORE_DEFAULT_OPS_PASSWORD=$password
END
  )
}

# The password goes through standard input, because arguments can be seen in the list of processes.
as() {
  local user=$1 password=$2 path=$3
  shift 3
  curl --silent --output /dev/null --write-out '%{http_code}' --cacert "$certificates/authority/ca.crt" \
    --config - "$@" "https://$host:2113$path" <<<"user = \"$user:$password\""
}

wait_until_alive() {
  local tries=0
  until [ "$(as nobody nobody /health/live)" = 204 ]; do
    if [ $((tries += 1)) -ge 200 ]; then
      echo "EventStoreDB does not start" >&2
      return 1
    fi
    sleep 3
  done
}

# Makes the user of the service, gives it the password of its secret, and lets it read all streams. It is no
# administrator. One node is enough: users and rights are events, which the nodes replicate.
set_up_user() {
  if [ "$NODE" != 1 ]; then return; fi
  local admin user name password body status
  admin=$(secret "$ADMIN_SECRET" | jq -r .password)
  user=$(secret "$USER_SECRET")
  name=$(jq -r .username <<<"$user")
  password=$(jq -r .password <<<"$user")
  body=$(mktemp)
  chmod 600 "$body"
  if [ "$(as "$name" "$password" "/users/\$current")" != 200 ]; then
    jq '{LoginName: .username, FullName: "Finance service", Groups: [], Password: .password}' \
      <<<"$user" >"$body"
    status=$(as admin "$admin" /users/ -H 'Content-Type: application/json' --data-binary "@$body")
    if [ "$status" = 409 ]; then
      jq '{NewPassword: .password}' <<<"$user" >"$body"
      status=$(as admin "$admin" "/users/$name/command/reset-password" \
        -H 'Content-Type: application/json' --data-binary "@$body")
    fi
    if [[ "$status" != 20? ]]; then
      rm "$body"
      echo "The user $name was refused with $status" >&2
      return 1
    fi
  fi
  jq -n --arg user "$name" '{
    "$userStreamAcl": { "$r": $user, "$w": $user, "$d": "$admins", "$mr": $user, "$mw": $user },
    "$systemStreamAcl": {
      "$r": ["$admins", $user], "$w": "$admins", "$d": "$admins", "$mr": "$admins", "$mw": "$admins"
    }
  }' >"$body"
  # The event has a fixed id, so a repetition of the same rights appends nothing.
  status=$(as admin "$admin" '/streams/%24settings' -H 'Content-Type: application/json' \
    -H 'ES-EventType: update-default-acl' -H 'ES-EventId: 5a5d3c1e-6a0b-4a53-9a3e-5d0f1b0c7a01' \
    --data-binary "@$body")
  rm "$body"
  [[ "$status" = 20? ]] || { echo "The rights of $name were refused with $status" >&2; return 1; }
}

# Apart from refresh, whose failure must not hide these figures. The machine passes its checks also while
# EventStoreDB does not run on it, and the two other nodes answer for it.
report() {
  local is_alive=0
  if [ "$NODES" = 1 ]; then return; fi
  put_metric EventStoreDiskUsedPercent Percent "$(df --output=pcent "$data" | tail -1 | tr -dc 0-9)"
  if [ "$(as nobody nobody /health/live --max-time 10)" = 204 ]; then is_alive=1; fi
  put_metric EventStoreAlive None "$is_alive"
}

put_metric() {
  aws cloudwatch put-metric-data --namespace finance --dimensions "Stage=$STAGE,Node=$NODE" \
    --metric-name "$1" --unit "$2" --value "$3"
}

start() {
  trap 'fail $LINENO' ERR
  install_tools
  mount_data
  install_package
  write_certificate
  write_configuration
  provide_first_passwords
  systemctl enable --now finance-event-store-{refresh,report,upgrade}.timer
  systemctl restart eventstore.service
  wait_until_alive
  set_up_user
  signal SUCCESS "$host is ready"
}

refresh() {
  write_certificate
  if [ $certificate_changed = yes ]; then systemctl reload eventstore.service; fi
  set_up_user
}

# The next start of the machine uses a new kernel. Start one machine at a time.
upgrade() { dnf -y --quiet --releasever=latest --security upgrade; }

case "${1:-}" in
  start | refresh | report | upgrade) "$1" ;;
  *) echo "Usage: $0 start|refresh|report|upgrade" >&2; exit 2 ;;
esac
