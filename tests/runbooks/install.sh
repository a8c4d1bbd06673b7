#!/usr/bin/env bash
# What `meson install` puts under a prefix works from there, through links, and with the configuration beside
# it, as under /opt/cloudhsm. LOCALHSM_TEST_BUILD names the build directory.
# shellcheck source=tests/runbooks/runbook.sh
. "$(dirname -- "$0")/runbook.sh"

step 'installing'
meson install -C "$LOCALHSM_TEST_BUILD" --no-rebuild --quiet --destdir "$lab/root"
bin=$(dirname -- "$(find "$lab/root" -name cloudhsm-cli -type f)")
prefix=${bin%/bin}
for file in bin/cloudhsm-cli bin/configure-cli bin/localhsm share/man/man1/cloudhsm-cli.1 \
	share/man/man1/cloudhsm-cli-key-wrap-rsa-aes.1 share/man/man7/localhsm-errors.7 \
	share/localhsm/estate.schema.json share/localhsm/estate.example.json; do
	[ -s "$prefix/$file" ] || fail "no $file under $prefix"
done

step 'moved to a prefix of its own'
mkdir "$lab/opt"
mv "$prefix" "$lab/opt/cloudhsm"
mkdir "$lab/links"
ln -s ../opt/cloudhsm/bin/cloudhsm-cli "$lab/links/cloudhsm-cli"
rm -r "${lab:?}/bin"
"$lab/opt/cloudhsm/bin/localhsm" set password-cost fast >/dev/null
"$lab/opt/cloudhsm/bin/localhsm" up --admin-password 'Passw0rd!' >up.json
same 'configuration without one in the prefix' "$LOCALHSM_HOME/client/etc/cloudhsm-cli.cfg" \
	"$(jq -r .data.config up.json)"
"$lab/links/cloudhsm-cli" user list >/dev/null

step 'a configuration beside the programs is theirs'
mv "$LOCALHSM_HOME/client/etc" "$lab/opt/cloudhsm/etc"
sed -i "s|$LOCALHSM_HOME/client|$lab/opt/cloudhsm|" "$lab/opt/cloudhsm/etc/cloudhsm-cli.cfg"
(cd / && "$lab/links/cloudhsm-cli" user list >/dev/null)
"$lab/opt/cloudhsm/bin/configure-cli" --disable-key-availability-check
grep -q disable_key_availability_check "$lab/opt/cloudhsm/etc/cloudhsm-cli.cfg" ||
	fail 'configure-cli wrote another file'
[ ! -e "$LOCALHSM_HOME/client/etc" ] || fail 'a second configuration was written'
ls "$lab/opt/cloudhsm/run"/cloudhsm-cli.log* >/dev/null
(cd "$lab/opt/cloudhsm/bin" && ./cloudhsm-cli cluster hsm-info >/dev/null)
