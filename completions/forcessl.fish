# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_forcessl_global_optspecs
    string join \n r/region= p/profile= assume-role= endpoint= vpc proxy= ca-bundle= connect-timeout= read-timeout= signature= o/output= y/yes parallel= qps= timeout= state-dir= no-wait q/quiet v/verbose lang= color= h/help V/version
end

function __fish_forcessl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_forcessl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_forcessl_using_subcommand
    set -l cmd (__fish_forcessl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c forcessl -n "__fish_forcessl_needs_command" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_needs_command" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_needs_command" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_needs_command" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_needs_command" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_needs_command" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_needs_command" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_needs_command" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_needs_command" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_needs_command" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_needs_command" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_needs_command" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_needs_command" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_needs_command" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_needs_command" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_needs_command" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_needs_command" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_needs_command" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_needs_command" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_needs_command" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_needs_command" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_needs_command" -s V -l version -d 'Print version'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "check" -d 'Check whether clients without SSL are refused, and who still gets in'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "plan" -d 'Show what enforce would change'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "enforce" -d 'Make instances refuse every client without SSL, and prove it'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "list" -d 'List instances, with the verdict of the last check of each'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "clients" -d 'Show connection strings for every kind of client, and a checklist for the change ticket'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "wait" -d 'Wait until no change is running'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "probe" -d 'Test an endpoint with and without SSL, without credentials'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "sessions" -d 'List the sessions that are open without SSL, and end them'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "ssl" -d 'Show or change the SSL switch and the server certificate'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "ca" -d 'Show or change the client CA'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "crl" -d 'Show or change the revocation list of client certificates'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "cert" -d 'Create a client CA; issue, revoke and inspect client certificates'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "acl" -d 'Show or change the client ACL'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "hba" -d 'Show, change, explain and restore the pg_hba records'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "doctor" -d 'Check credentials, network, clock and permissions'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "export" -d 'Write files for other tools: Terraform HCL, RAM policies'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "explain" -d 'Explain an error code of the API and what to do about it'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "report" -d 'Merge, convert and compare saved reports'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "policy" -d 'Write, check and explain policy files'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "rollback" -d 'Roll back to a saved state'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "sandbox" -d 'Run an emulator of the RDS OpenAPI over real PostgreSQL endpoints on this machine'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "demo" -d 'Run the main job from open to proven on the sandbox, no account needed'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "man" -d 'Write the man pages into a folder'
complete -c forcessl -n "__fish_forcessl_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l tag -d 'Instances with this tag; several must all be there (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l resource-group -d 'Instances of this resource group' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l engine-version -d 'Instances of this engine version, such as 15 (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l instances-from -d 'Instances whose ids are in a file, or - for stdin: one a line, # begins a comment' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l shard -d 'One part of the selection, INDEX/COUNT; auto takes both from the CI or the Kubernetes job, auto/COUNT the index alone' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l user -d 'User that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l database -d 'Database that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l probe-timeout -d 'Limit for each live connection' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l policy -d 'Policy file with thresholds, the severities that count as a gap, and waivers' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l expiry-days -d 'Days before an expiry becomes a finding' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l fail-on -d 'Finding that makes the exit code 1 also where plaintext is refused' -r -f -a "note\t'Worth knowing'
low\t'A weakness that lets nobody in by itself'
medium\t'Will become a gap, or hides one'
high\t'A gap now'"
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l baseline -d 'Earlier report, of -o json or -o ndjson: only what is worse than there makes the exit code 1' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l watch -d 'Check again after this pause, until interrupted' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l all -d 'All instances of the regions; only PostgreSQL is checked'
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l all-regions -d 'All instances of all regions; a region that does not answer does not stop the others'
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l no-replicas -d 'Leave replicas out'
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l allow-empty -d 'End with code 0 when nothing matches the selection, instead of 2'
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l find -d 'Search all regions for the instances, and check them where they are'
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l no-probe -d 'Try no live connections'
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l probe -d 'Try live connections in a fleet run too; reads the endpoints, one more API call per instance'
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l thorough -d 'Read everything of each instance in a fleet run, not only SSL settings and records; four more API calls per instance'
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l show-all -d 'List the enforced instances of a sweep too, instead of counting them'
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l tag -d 'Instances with this tag; several must all be there (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l resource-group -d 'Instances of this resource group' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l engine-version -d 'Instances of this engine version, such as 15 (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l instances-from -d 'Instances whose ids are in a file, or - for stdin: one a line, # begins a comment' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l shard -d 'One part of the selection, INDEX/COUNT; auto takes both from the CI or the Kubernetes job, auto/COUNT the index alone' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l via -d 'Way to force SSL (can be repeated to combine both) [default: acl when --client-ca or --mode is given, else hba]' -r -f -a "acl\t'By the client ACL; clients need certificates of a client CA'
hba\t'By pg_hba records of type hostssl; clients need no certificates'"
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l mode -d 'ACL mode for --via acl: verify-ca, verify-full or cert [default: the one in force, else verify-full]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l replication -d 'ACL mode for replication connections [default: the same as --mode]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l client-ca -d 'Client CA, a PEM file or - for stdin' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l crl -d 'Revocation list of the client CA, a PEM file or - for stdin' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l strategy -d 'How plaintext is closed in the pg_hba records [default: convert]' -r -f -a "convert\t'Turn every record that admits plaintext into hostssl'
guard\t'Put a record in front that rejects all plaintext'"
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l except -d 'Login that keeps what it can do in plaintext today, as user=…,database=…,address=… (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l connection-string -d 'Endpoint that the server certificate is made for' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l policy -d 'Policy file that says by rule what is wanted of each instance; --client-ca and --crl are for the rules that want an ACL' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l max-cut-off -d 'Refuse with code 8 when more than N open sessions would or may lose their access, or when that could not be looked at' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l out -d 'Save the plan for enforce --plan, for two weeks; an existing file is not overwritten' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l all -d 'All instances of the regions; only PostgreSQL is checked'
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l all-regions -d 'All instances of all regions; a region that does not answer does not stop the others'
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l no-replicas -d 'Leave replicas out'
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l allow-empty -d 'End with code 0 when nothing matches the selection, instead of 2'
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l allow-uncovered -d 'Go on although a client CA has no revocation list, and its clients will be refused'
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l stepwise -d 'Send SSL, client CA and ACL one by one instead of in one call'
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l sessions -d 'Look who would be cut off, with the login of the service file and PG* variables; --dsn does so by itself'
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand plan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l tag -d 'Instances with this tag; several must all be there (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l resource-group -d 'Instances of this resource group' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l engine-version -d 'Instances of this engine version, such as 15 (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l instances-from -d 'Instances whose ids are in a file, or - for stdin: one a line, # begins a comment' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l shard -d 'One part of the selection, INDEX/COUNT; auto takes both from the CI or the Kubernetes job, auto/COUNT the index alone' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l canary -d 'Change N instances first, and continue only when all of them are proven' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l wave-size -d 'Change N instances at the same time; never a replica together with its primary' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l max-failures -d 'Stop after N failed changes; instances that are blocked or not readable from the start do not count' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l max-instances -d 'Send nothing at all when more than N instances would change' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l via -d 'Way to force SSL (can be repeated to combine both) [default: acl when --client-ca or --mode is given, else hba]' -r -f -a "acl\t'By the client ACL; clients need certificates of a client CA'
hba\t'By pg_hba records of type hostssl; clients need no certificates'"
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l mode -d 'ACL mode for --via acl: verify-ca, verify-full or cert [default: the one in force, else verify-full]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l replication -d 'ACL mode for replication connections [default: the same as --mode]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l client-ca -d 'Client CA, a PEM file or - for stdin' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l crl -d 'Revocation list of the client CA, a PEM file or - for stdin' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l strategy -d 'How plaintext is closed in the pg_hba records [default: convert]' -r -f -a "convert\t'Turn every record that admits plaintext into hostssl'
guard\t'Put a record in front that rejects all plaintext'"
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l except -d 'Login that keeps what it can do in plaintext today, as user=…,database=…,address=… (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l connection-string -d 'Endpoint that the server certificate is made for' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l policy -d 'Policy file that says by rule what is wanted of each instance; --client-ca and --crl are for the rules that want an ACL' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l plan -d 'Carry out a plan that plan --out saved; refused when the instance has changed since' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l max-cut-off -d 'Refuse with code 8 when more than N open sessions would or may lose their access, or when that could not be looked at' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l user -d 'User that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l database -d 'Database that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l probe-timeout -d 'Limit for each live connection' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l cert -d 'Client certificate for the live proof, PEM with its chain; without --user its CN is named' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l key -d 'Private key of the client certificate, PEM' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l evidence -d 'Write the evidence as a document for auditors, JSON when the name ends in .json, else Markdown; refused when the file exists' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l all -d 'All instances of the regions; only PostgreSQL is checked'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l all-regions -d 'All instances of all regions; a region that does not answer does not stop the others'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l no-replicas -d 'Leave replicas out'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l allow-empty -d 'End with code 0 when nothing matches the selection, instead of 2'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l confirm-each -d 'Ask before each instance instead of once for all'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l allow-uncovered -d 'Go on although a client CA has no revocation list, and its clients will be refused'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l stepwise -d 'Send SSL, client CA and ACL one by one instead of in one call'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l dry-run -d 'Show what would be sent and send nothing'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l wait-ready -d 'Wait for a busy instance first, instead of refusing it'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l in-maintenance-window -d 'Start in the maintenance window of the instance, when there is time enough left in it'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l sessions -d 'Look who would be cut off, with the login of the service file and PG* variables; --dsn does so by itself'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l no-probe -d 'Try no live connections'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l require-proof -d 'Fail with code 7 when no endpoint could be reached for a live proof'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l auto-rollback -d 'Put the state before back when the change is known to have ended badly; not when somebody else changed the instance meanwhile'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand enforce" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l tag -d 'Instances with this tag; several must all be there (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l resource-group -d 'Instances of this resource group' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l engine-version -d 'Instances of this engine version, such as 15 (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l instances-from -d 'Instances whose ids are in a file, or - for stdin: one a line, # begins a comment' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l shard -d 'One part of the selection, INDEX/COUNT; auto takes both from the CI or the Kubernetes job, auto/COUNT the index alone' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l all -d 'All instances of the regions; only PostgreSQL is checked'
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l all-regions -d 'All instances of all regions; a region that does not answer does not stop the others'
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l no-replicas -d 'Leave replicas out'
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l allow-empty -d 'End with code 0 when nothing matches the selection, instead of 2'
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l user -d 'Database user in the strings' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l database -d 'Database in the strings' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l host -d 'Endpoint of the instance to connect to [default: the one that the server certificate is made for]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l sslrootcert -d 'Where the clients have the server CA' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l certs -d 'Where the clients have the files that cert issue writes (default: the current folder)' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand clients" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l tag -d 'Instances with this tag; several must all be there (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l resource-group -d 'Instances of this resource group' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l engine-version -d 'Instances of this engine version, such as 15 (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l instances-from -d 'Instances whose ids are in a file, or - for stdin: one a line, # begins a comment' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l shard -d 'One part of the selection, INDEX/COUNT; auto takes both from the CI or the Kubernetes job, auto/COUNT the index alone' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l settle -d 'How long an instance that never looked busy must stay quiet before its change counts as done' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l interval -d 'Pause between two reads of an instance' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l all -d 'All instances of the regions; only PostgreSQL is checked'
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l all-regions -d 'All instances of all regions; a region that does not answer does not stop the others'
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l no-replicas -d 'Leave replicas out'
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l allow-empty -d 'End with code 0 when nothing matches the selection, instead of 2'
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l targets -d 'File with more targets, one a line, or - for stdin; # begins a comment' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l user -d 'User that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l database -d 'Database that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l probe-timeout -d 'Limit for each live connection' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l logins -d 'File with the logins to name, USER or USER DATABASE a line with shell quoting, or - for stdin; in place of --user' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l cert -d 'Client certificate, PEM with its chain' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l key -d 'Private key of the client certificate, PEM' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l server-ca -d 'CAs that the server\'s certificate is checked with, a PEM file; without it trust is not checked' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l evidence -d 'Write the evidence as a document for auditors, JSON when the name ends in .json, else Markdown; refused when the file exists' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l all-accounts -d 'Name every database account of the instance, each with the databases it has privileges on, or with --database; in place of --user. For instance ids only, needs rds:DescribeAccounts'
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l replication -d 'Ask as a replication client too'
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -s 4 -l ipv4 -d 'Use IPv4 only'
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -s 6 -l ipv6 -d 'Use IPv6 only'
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l tls-versions -d 'Ask which of TLS 1.0, 1.1, 1.2 and 1.3 are accepted, four more connections'
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l direct-ssl -d 'Ask for SSL from the first byte (PostgreSQL 17 and later), one more connection'
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l gss -d 'Ask for GSS encryption, one more connection'
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l require-proof -d 'Fail with code 7 when a target cannot be reached, too'
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand probe" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l watch -d 'Look for this long, so that clients which come and go are caught; an interrupt ends it and prints what was seen' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l interval -d 'Time between two looks' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l all -d 'List the sessions with SSL too'
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l terminate -d 'End sessions without SSL: asks which, row by row, or ends all with --yes; never the own one'
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l include-replication -d 'End replication sessions too: a replica or a consumer of changes stops until it connects again'
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand sessions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -f -a "show" -d 'Show the SSL settings'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -f -a "enable" -d 'Turn SSL on; this alone does not make clients use it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -f -a "renew" -d 'Make a new server certificate'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -f -a "disable" -d 'Switch SSL off: every connection is plaintext again'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and not __fish_seen_subcommand_from show enable renew disable help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l ca-type -d 'Who makes the server certificate [default: as it is, else aliyun]' -r -f -a "aliyun\t'The vendor\'s certificate: one endpoint, 365 days'
custom\t'Your own certificate'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l server-cert -d 'Your own server certificate with its chain, PEM, for --ca-type custom' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l server-key -d 'Its private key without passphrase, PEM, for --ca-type custom' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l connection-string -d 'Endpoint that the server certificate is made for [default: the protected one, else the internal one]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l max-cut-off -d 'Refuse with code 8 when more than N open sessions would or may lose their access, or when that could not be looked at' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l dry-run -d 'Show what would be sent and send nothing'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l wait-ready -d 'Wait for a busy instance first, instead of refusing it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l in-maintenance-window -d 'Start in the maintenance window of the instance, when there is time enough left in it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l sessions -d 'Look who would be cut off, with the login of the service file and PG* variables; --dsn does so by itself'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from enable" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l ca-type -d 'Who makes the server certificate [default: as it is, else aliyun]' -r -f -a "aliyun\t'The vendor\'s certificate: one endpoint, 365 days'
custom\t'Your own certificate'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l server-cert -d 'Your own server certificate with its chain, PEM, for --ca-type custom' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l server-key -d 'Its private key without passphrase, PEM, for --ca-type custom' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l connection-string -d 'Endpoint that the server certificate is made for [default: the protected one, else the internal one]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l max-cut-off -d 'Refuse with code 8 when more than N open sessions would or may lose their access, or when that could not be looked at' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l dry-run -d 'Show what would be sent and send nothing'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l wait-ready -d 'Wait for a busy instance first, instead of refusing it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l in-maintenance-window -d 'Start in the maintenance window of the instance, when there is time enough left in it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l sessions -d 'Look who would be cut off, with the login of the service file and PG* variables; --dsn does so by itself'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from renew" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l max-cut-off -d 'Refuse with code 8 when more than N open sessions would or may lose their access, or when that could not be looked at' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l dry-run -d 'Show what would be sent and send nothing'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l wait-ready -d 'Wait for a busy instance first, instead of refusing it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l in-maintenance-window -d 'Start in the maintenance window of the instance, when there is time enough left in it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l sessions -d 'Look who would be cut off, with the login of the service file and PG* variables; --dsn does so by itself'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from disable" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show the SSL settings'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from help" -f -a "enable" -d 'Turn SSL on; this alone does not make clients use it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from help" -f -a "renew" -d 'Make a new server certificate'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from help" -f -a "disable" -d 'Switch SSL off: every connection is plaintext again'
complete -c forcessl -n "__fish_forcessl_using_subcommand ssl; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -f -a "show" -d 'Show the client CA'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -f -a "set" -d 'Set or replace the client CA'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -f -a "rotate" -d 'Go over to a new client CA without a moment in which old or new clients are refused'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -f -a "clear" -d 'Clear the client CA: client certificates are not checked any more'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and not __fish_seen_subcommand_from show set rotate clear help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l max-cut-off -d 'Refuse with code 8 when more than N open sessions would or may lose their access, or when that could not be looked at' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l user -d 'User that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l database -d 'Database that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l probe-timeout -d 'Limit for each live connection' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l cert -d 'Client certificate for the live proof, PEM with its chain; without --user its CN is named' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l key -d 'Private key of the client certificate, PEM' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l allow-uncovered -d 'Go on although the installed revocation list has none of this CA, and its clients will be refused'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would be sent and send nothing'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l wait-ready -d 'Wait for a busy instance first, instead of refusing it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l in-maintenance-window -d 'Start in the maintenance window of the instance, when there is time enough left in it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l sessions -d 'Look who would be cut off, with the login of the service file and PG* variables; --dsn does so by itself'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l no-probe -d 'Try no live connections'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l require-proof -d 'Fail with code 7 when no endpoint could be reached for a live proof'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l crl -d 'PEM file with the revocation list of the new CA; installed lists of other CAs stay' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l max-cut-off -d 'Refuse with code 8 when more than N open sessions would or may lose their access, or when that could not be looked at' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l user -d 'User that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l database -d 'Database that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l probe-timeout -d 'Limit for each live connection' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l cert -d 'Client certificate for the live proof, PEM with its chain; without --user its CN is named' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l key -d 'Private key of the client certificate, PEM' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l finish -d 'Take the old CA away'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l dry-run -d 'Show what would be sent and send nothing'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l wait-ready -d 'Wait for a busy instance first, instead of refusing it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l in-maintenance-window -d 'Start in the maintenance window of the instance, when there is time enough left in it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l sessions -d 'Look who would be cut off, with the login of the service file and PG* variables; --dsn does so by itself'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l no-probe -d 'Try no live connections'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l require-proof -d 'Fail with code 7 when no endpoint could be reached for a live proof'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l max-cut-off -d 'Refuse with code 8 when more than N open sessions would or may lose their access, or when that could not be looked at' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l dry-run -d 'Show what would be sent and send nothing'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l wait-ready -d 'Wait for a busy instance first, instead of refusing it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l in-maintenance-window -d 'Start in the maintenance window of the instance, when there is time enough left in it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l sessions -d 'Look who would be cut off, with the login of the service file and PG* variables; --dsn does so by itself'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from clear" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show the client CA'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from help" -f -a "set" -d 'Set or replace the client CA'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from help" -f -a "rotate" -d 'Go over to a new client CA without a moment in which old or new clients are refused'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from help" -f -a "clear" -d 'Clear the client CA: client certificates are not checked any more'
complete -c forcessl -n "__fish_forcessl_using_subcommand ca; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -f -a "show" -d 'Show the revocation list'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -f -a "set" -d 'Set or replace the revocation list'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -f -a "clear" -d 'Clear the revocation list: revoked certificates are let in again'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and not __fish_seen_subcommand_from show set clear help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l max-cut-off -d 'Refuse with code 8 when more than N open sessions would or may lose their access, or when that could not be looked at' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l user -d 'User that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l database -d 'Database that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l probe-timeout -d 'Limit for each live connection' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l cert -d 'Client certificate for the live proof, PEM with its chain; without --user its CN is named' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l key -d 'Private key of the client certificate, PEM' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l allow-uncovered -d 'Go on although a client CA has no list, or none that can be judged, and its clients will be refused'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l allow-unrevoking -d 'Go on although the new list leaves out what the installed one revokes'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would be sent and send nothing'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l wait-ready -d 'Wait for a busy instance first, instead of refusing it'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l in-maintenance-window -d 'Start in the maintenance window of the instance, when there is time enough left in it'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l sessions -d 'Look who would be cut off, with the login of the service file and PG* variables; --dsn does so by itself'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l no-probe -d 'Try no live connections'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l require-proof -d 'Fail with code 7 when no endpoint could be reached for a live proof'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l max-cut-off -d 'Refuse with code 8 when more than N open sessions would or may lose their access, or when that could not be looked at' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l dry-run -d 'Show what would be sent and send nothing'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l wait-ready -d 'Wait for a busy instance first, instead of refusing it'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l in-maintenance-window -d 'Start in the maintenance window of the instance, when there is time enough left in it'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l sessions -d 'Look who would be cut off, with the login of the service file and PG* variables; --dsn does so by itself'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from clear" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show the revocation list'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from help" -f -a "set" -d 'Set or replace the revocation list'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from help" -f -a "clear" -d 'Clear the revocation list: revoked certificates are let in again'
complete -c forcessl -n "__fish_forcessl_using_subcommand crl; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -f -a "new-ca" -d 'Make a client CA'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -f -a "issue" -d 'Issue client certificates for database users'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -f -a "revoke" -d 'Note a client certificate as revoked'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -f -a "crl" -d 'Make a revocation list with every revoked certificate'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -f -a "inspect" -d 'Tell whether a client certificate would be let in, and why not'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and not __fish_seen_subcommand_from new-ca issue revoke crl inspect help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l name -d 'Name of the CA, which becomes its common name' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l out -d 'Folder to make it in' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l days -d 'How many days it is valid' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l key-type -d 'Kind and size of its key' -r -f -a "rsa2048\t''
rsa3072\t''
rsa4096\t''
ec-p256\t''
ec-p384\t''"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l force -d 'Overwrite the CA that is there, and forget what it issued'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from new-ca" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l ca -d 'Folder of the CA, with ca.pem and ca.key' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l from-file -d 'Take users from a file, one a line; - for stdin' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l csr -d 'Sign the key of this request, PEM; its subject and requested extensions are ignored' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l days -d 'How many days they are valid; never longer than the CA' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l key-type -d 'Kind and size of their keys' -r -f -a "rsa2048\t''
rsa3072\t''
rsa4096\t''
ec-p256\t''
ec-p384\t''"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l out -d 'Folder to write to' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l host -d 'Endpoint for the printed connection string' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l sslrootcert -d 'File with the CA of the server certificate, for the printed connection string' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l force -d 'Overwrite certificates that are there'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from issue" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l ca -d 'Folder of the CA, with ca.pem and ca.key' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l ca -d 'Folder of the CA, with ca.pem and ca.key' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l days -d 'How many days it is valid; after that the server refuses every client certificate' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l installed -d 'Revocation list of this CA that is in force, a PEM file, to carry over' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from crl" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l user -d 'Database user [default: the one the certificate names]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l mode -d 'ACL mode of the server: verify-ca, verify-full or cert' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l client-ca -d 'Client CA of the server, a PEM file' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l crl -d 'Revocation list of the server, a PEM file' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from help" -f -a "new-ca" -d 'Make a client CA'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from help" -f -a "issue" -d 'Issue client certificates for database users'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Note a client certificate as revoked'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from help" -f -a "crl" -d 'Make a revocation list with every revoked certificate'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from help" -f -a "inspect" -d 'Tell whether a client certificate would be let in, and why not'
complete -c forcessl -n "__fish_forcessl_using_subcommand cert; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -f -a "show" -d 'Show the ACL for ordinary and for replication connections'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -f -a "set" -d 'Set the ACL: prefer, verify-ca, verify-full or cert'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and not __fish_seen_subcommand_from show set help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l replication -d 'ACL mode for replication connections [default: the same]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l max-cut-off -d 'Refuse with code 8 when more than N open sessions would or may lose their access, or when that could not be looked at' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l user -d 'User that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l database -d 'Database that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l probe-timeout -d 'Limit for each live connection' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l cert -d 'Client certificate for the live proof, PEM with its chain; without --user its CN is named' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l key -d 'Private key of the client certificate, PEM' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would be sent and send nothing'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l wait-ready -d 'Wait for a busy instance first, instead of refusing it'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l in-maintenance-window -d 'Start in the maintenance window of the instance, when there is time enough left in it'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l sessions -d 'Look who would be cut off, with the login of the service file and PG* variables; --dsn does so by itself'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l no-probe -d 'Try no live connections'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l require-proof -d 'Fail with code 7 when no endpoint could be reached for a live proof'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show the ACL for ordinary and for replication connections'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from help" -f -a "set" -d 'Set the ACL: prefer, verify-ca, verify-full or cert'
complete -c forcessl -n "__fish_forcessl_using_subcommand acl; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -f -a "list" -d 'List the records and what each still admits without SSL'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -f -a "harden" -d 'Close plaintext in the records; SSL must be on'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -f -a "apply" -d 'Replace the records by those of a `pg_hba.conf` or of JSON'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -f -a "export" -d 'Write the records as a `pg_hba.conf`'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -f -a "explain" -d 'Say which record a login matches, why each before it is skipped, and how it ends'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -f -a "history" -d 'List the changes of the records that the service knows'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -f -a "restore" -d 'Put the records back as they were at a time'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and not __fish_seen_subcommand_from list harden apply export explain history restore help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l strategy -d 'How plaintext is closed' -r -f -a "convert\t'Turn every record that admits plaintext into hostssl'
guard\t'Put a record in front that rejects all plaintext'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l except -d 'Exception to keep, as user=…,database=…,address=… (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l max-cut-off -d 'Refuse with code 8 when more than N open sessions would or may lose their access, or when that could not be looked at' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l user -d 'User that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l database -d 'Database that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l probe-timeout -d 'Limit for each live connection' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l cert -d 'Client certificate for the live proof, PEM with its chain; without --user its CN is named' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l key -d 'Private key of the client certificate, PEM' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l dry-run -d 'Show what would be sent and send nothing'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l wait-ready -d 'Wait for a busy instance first, instead of refusing it'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l in-maintenance-window -d 'Start in the maintenance window of the instance, when there is time enough left in it'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l sessions -d 'Look who would be cut off, with the login of the service file and PG* variables; --dsn does so by itself'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l no-probe -d 'Try no live connections'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l require-proof -d 'Fail with code 7 when no endpoint could be reached for a live proof'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from harden" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l max-cut-off -d 'Refuse with code 8 when more than N open sessions would or may lose their access, or when that could not be looked at' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l user -d 'User that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l database -d 'Database that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l probe-timeout -d 'Limit for each live connection' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l cert -d 'Client certificate for the live proof, PEM with its chain; without --user its CN is named' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l key -d 'Private key of the client certificate, PEM' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l dry-run -d 'Show what would be sent and send nothing'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l wait-ready -d 'Wait for a busy instance first, instead of refusing it'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l in-maintenance-window -d 'Start in the maintenance window of the instance, when there is time enough left in it'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l sessions -d 'Look who would be cut off, with the login of the service file and PG* variables; --dsn does so by itself'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l no-probe -d 'Try no live connections'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l require-proof -d 'Fail with code 7 when no endpoint could be reached for a live proof'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from apply" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l show-secrets -d 'Write passwords in options as they are, instead of ***'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l force -d 'Write over a file that exists'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l from -d 'Address the client comes from' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l cert -d 'With SSL and a certificate of the client CA that has this CN' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l ssl -d 'With SSL'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l replication -d 'As a replication connection'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l since -d 'Oldest change to show: a time, or how long ago, such as 2h' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from history" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l at -d 'A time, how long ago, such as 2h, or the id of a saved state' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l max-cut-off -d 'Refuse with code 8 when more than N open sessions would or may lose their access, or when that could not be looked at' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l user -d 'User that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l database -d 'Database that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l probe-timeout -d 'Limit for each live connection' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l cert -d 'Client certificate for the live proof, PEM with its chain; without --user its CN is named' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l key -d 'Private key of the client certificate, PEM' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l dry-run -d 'Show what would be sent and send nothing'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l wait-ready -d 'Wait for a busy instance first, instead of refusing it'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l in-maintenance-window -d 'Start in the maintenance window of the instance, when there is time enough left in it'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l sessions -d 'Look who would be cut off, with the login of the service file and PG* variables; --dsn does so by itself'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l no-probe -d 'Try no live connections'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l require-proof -d 'Fail with code 7 when no endpoint could be reached for a live proof'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the records and what each still admits without SSL'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from help" -f -a "harden" -d 'Close plaintext in the records; SSL must be on'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from help" -f -a "apply" -d 'Replace the records by those of a `pg_hba.conf` or of JSON'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write the records as a `pg_hba.conf`'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from help" -f -a "explain" -d 'Say which record a login matches, why each before it is skipped, and how it ends'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from help" -f -a "history" -d 'List the changes of the records that the service knows'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Put the records back as they were at a time'
complete -c forcessl -n "__fish_forcessl_using_subcommand hba; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l user -d 'User that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l database -d 'Database that live connections name; it need not exist (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l probe-timeout -d 'Limit for each live connection' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -f -a "terraform" -d 'Write the SSL settings and pg_hba records as HCL for the Terraform provider aliyun/alicloud'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -f -a "ram-policy" -d 'Print a RAM policy with the least rights for a purpose'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and not __fish_seen_subcommand_from terraform ram-policy help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l show-secrets -d 'Write pg_hba options with passwords as they are, instead of a variable'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from terraform" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l instance -d 'Only this instance (can be repeated) [default: every instance]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l account -d 'Id of the account that owns the instances [default: the policy\'s own]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l sweep -d 'Allow listing instances and regions too'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from ram-policy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from help" -f -a "terraform" -d 'Write the SSL settings and pg_hba records as HCL for the Terraform provider aliyun/alicloud'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from help" -f -a "ram-policy" -d 'Print a RAM policy with the least rights for a purpose'
complete -c forcessl -n "__fish_forcessl_using_subcommand export; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l list -d 'List every code that is known'
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -f -a "merge" -d 'Put reports together, such as those of the shards of one run, or show one in another format'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -f -a "diff" -d 'Say what became worse or better between two reports, what is new and what is gone'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and not __fish_seen_subcommand_from merge diff help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l fail-on -d 'Finding that makes the exit code 1, in place of what each report was judged by' -r -f -a "note\t'Worth knowing'
low\t'A weakness that lets nobody in by itself'
medium\t'Will become a gap, or hides one'
high\t'A gap now'"
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from merge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l fail-on -d 'What makes the exit code 1: new (worse, or a new instance with a gap), any (any gap, also an old one), or a severity (a finding of it or worse that was not there)' -r -f -a "new\t'Worse, or a new instance with a gap'
any\t'Any gap, also an old one'
note\t'A note that was not there'
low\t'A low finding, or worse, that was not there'
medium\t'A medium finding, or worse, that was not there'
high\t'A high finding that was not there'"
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from help" -f -a "merge" -d 'Put reports together, such as those of the shards of one run, or show one in another format'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from help" -f -a "diff" -d 'Say what became worse or better between two reports, what is new and what is gone'
complete -c forcessl -n "__fish_forcessl_using_subcommand report; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -f -a "init" -d 'Write a policy file to start from, to stdout or a new file'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -f -a "validate" -d 'Check a policy file'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -f -a "explain" -d 'Say which rules and waivers hold for an instance; asks the API only when tags matter'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and not __fish_seen_subcommand_from init validate explain help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l policy -d 'The file, or - for stdin' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "init" -d 'Write a policy file to start from, to stdout or a new file'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "validate" -d 'Check a policy file'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "explain" -d 'Say which rules and waivers hold for an instance; asks the API only when tags matter'
complete -c forcessl -n "__fish_forcessl_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l to -d 'Id of the saved state [default: the one before the latest change]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l dsn -d 'Database login as libpq writes it: `postgresql://USER@HOST/DATABASE` or key=value pairs, without a password. What it leaves out comes from the service file, PG* variables and ~/.pgpass [env: `FORCESSL_DSN`, where a password may stand]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l max-cut-off -d 'Refuse with code 8 when more than N open sessions would or may lose their access, or when that could not be looked at' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l list -d 'List the saved states and change nothing'
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l dry-run -d 'Show what would be sent and send nothing'
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l wait-ready -d 'Wait for a busy instance first, instead of refusing it'
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l in-maintenance-window -d 'Start in the maintenance window of the instance, when there is time enough left in it'
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l allow-clear-password -d 'Send the password in clear or as MD5 over a connection without SSL when the server asks for it'
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l sessions -d 'Look who would be cut off, with the login of the service file and PG* variables; --dsn does so by itself'
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand rollback" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l listen -d 'Address to serve the API on; loopback only' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l instances -d 'How many instances there are' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l database -d 'What stands behind the endpoints; auto takes a real server when one is found' -r -f -a "auto\t'A real server when one is found, else embedded'
postgres\t'A real PostgreSQL server for every instance'
embedded\t'A front door in this program that speaks up to the password'
none\t'Nothing: the ports are closed. For fleets of thousands'"
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l postgres-bin -d 'Folder with the server programs [default: found by `pg_config`, PATH, the usual places]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l change-time -d 'How long a change takes' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l status-lag -d 'How long the status still reads as before after a change was accepted' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l latency -d 'How long every answer takes' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l qps -d 'API calls per second of each action before throttling' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l fault -d 'Misbehaviour, as KIND or KIND:ARG (can be repeated)' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l fleet -d 'Make a fleet of N instances: open, or mixed, `mixed:SEED` with versions, regions and replicas' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l regions -d 'Over how many regions a mixed fleet is spread' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l state -d 'Instances to load, a JSON document or - for stdin' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l env -d 'Serve in the background, and print shell exports for eval'
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand sandbox" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l database -d 'What stands behind the endpoints; auto takes a real server when one is found' -r -f -a "auto\t'A real server when one is found, else embedded'
postgres\t'A real PostgreSQL server for every instance'
embedded\t'A front door in this program that speaks up to the password'
none\t'Nothing: the ports are closed. For fleets of thousands'"
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l postgres-bin -d 'Folder with the server programs [default: found by `pg_config`, PATH, the usual places]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l change-time -d 'How long a change takes on the sandbox' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l pause -d 'Stop after each chapter until Enter is pressed, with a psql line to try'
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -s r -l region -d 'Region of the instances; can be given several times for fleet runs [default: from the environment or the profile]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -s p -l profile -d 'Profile of ~/.aliyun/config.json; overrides keys in the environment; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -l assume-role -d 'RAM role to assume first; can be given several times for fleet runs' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -l endpoint -d 'API endpoint; plain http only on this machine [default: from the region]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -l proxy -d 'Proxy for the API: HOST:PORT or a URL, http, https or socks5 [default: from `HTTPS_PROXY`]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -l ca-bundle -d 'PEM file of CAs that are trusted for the API beside the system\'s [default: `SSL_CERT_FILE`]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -l connect-timeout -d 'Timeout for connecting to the API' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -l read-timeout -d 'Timeout for the answer to a read; twice as long for a write' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -l signature -d 'Signature of the requests' -r -f -a "v1\t'RPC signature, HMAC-SHA1'
v3\t'ACS3-HMAC-SHA256'"
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -s o -l output -d 'Output format, to stdout or to a file; reports can be written in several (can be repeated)' -r -f -a "table\t'For people'
json\t'One JSON document'
ndjson\t'One line of JSON an instance'
csv\t'For spreadsheets'
markdown\t'For wikis and pull requests'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
ocsf\t'OCSF Compliance Findings, for security data lakes'
html\t'One self-contained page, for auditors'
prometheus\t'Gauges for node_exporter\'s textfile collector'
github\t'GitHub workflow commands'
gitlab\t'GitLab code quality report'"
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -l parallel -d 'Number of instances to read at the same time' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -l qps -d 'Maximum API calls per second, over all actions [default: each action from 10 up to 150, less when the service throttles]' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -l timeout -d 'Maximum time to wait for each change, for a listing, and for the retries of an API call' -r
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -l state-dir -d 'Folder for saved states [default: forcessl in the XDG state folder]' -r -F
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -l lang -d 'Language of the screen and of help [default: from the locale]' -r -f -a "en\t'English'
zh\t'Chinese'"
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -l color -d 'Colour the output; auto follows the terminal and `NO_COLOR`' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -l vpc -d 'Use the API endpoint inside the VPC'
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -s y -l yes -d 'Apply the plan without asking'
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -l no-wait -d 'Send the change and do not wait until it is done'
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -s q -l quiet -d 'Print only errors on stderr'
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -s v -l verbose -d 'Print details: request ids, credential source; never a secret (can be repeated)'
complete -c forcessl -n "__fish_forcessl_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "check" -d 'Check whether clients without SSL are refused, and who still gets in'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "plan" -d 'Show what enforce would change'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "enforce" -d 'Make instances refuse every client without SSL, and prove it'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "list" -d 'List instances, with the verdict of the last check of each'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "clients" -d 'Show connection strings for every kind of client, and a checklist for the change ticket'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "wait" -d 'Wait until no change is running'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "probe" -d 'Test an endpoint with and without SSL, without credentials'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "sessions" -d 'List the sessions that are open without SSL, and end them'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "ssl" -d 'Show or change the SSL switch and the server certificate'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "ca" -d 'Show or change the client CA'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "crl" -d 'Show or change the revocation list of client certificates'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "cert" -d 'Create a client CA; issue, revoke and inspect client certificates'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "acl" -d 'Show or change the client ACL'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "hba" -d 'Show, change, explain and restore the pg_hba records'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "doctor" -d 'Check credentials, network, clock and permissions'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "export" -d 'Write files for other tools: Terraform HCL, RAM policies'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "explain" -d 'Explain an error code of the API and what to do about it'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "report" -d 'Merge, convert and compare saved reports'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "policy" -d 'Write, check and explain policy files'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "rollback" -d 'Roll back to a saved state'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "sandbox" -d 'Run an emulator of the RDS OpenAPI over real PostgreSQL endpoints on this machine'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "demo" -d 'Run the main job from open to proven on the sandbox, no account needed'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "completions" -d 'Print the completion script of a shell'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "man" -d 'Write the man pages into a folder'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and not __fish_seen_subcommand_from check plan enforce list clients wait probe sessions ssl ca crl cert acl hba doctor export explain report policy rollback sandbox demo completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from ssl" -f -a "show" -d 'Show the SSL settings'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from ssl" -f -a "enable" -d 'Turn SSL on; this alone does not make clients use it'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from ssl" -f -a "renew" -d 'Make a new server certificate'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from ssl" -f -a "disable" -d 'Switch SSL off: every connection is plaintext again'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from ca" -f -a "show" -d 'Show the client CA'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from ca" -f -a "set" -d 'Set or replace the client CA'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from ca" -f -a "rotate" -d 'Go over to a new client CA without a moment in which old or new clients are refused'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from ca" -f -a "clear" -d 'Clear the client CA: client certificates are not checked any more'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from crl" -f -a "show" -d 'Show the revocation list'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from crl" -f -a "set" -d 'Set or replace the revocation list'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from crl" -f -a "clear" -d 'Clear the revocation list: revoked certificates are let in again'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from cert" -f -a "new-ca" -d 'Make a client CA'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from cert" -f -a "issue" -d 'Issue client certificates for database users'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from cert" -f -a "revoke" -d 'Note a client certificate as revoked'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from cert" -f -a "crl" -d 'Make a revocation list with every revoked certificate'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from cert" -f -a "inspect" -d 'Tell whether a client certificate would be let in, and why not'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from acl" -f -a "show" -d 'Show the ACL for ordinary and for replication connections'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from acl" -f -a "set" -d 'Set the ACL: prefer, verify-ca, verify-full or cert'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from hba" -f -a "list" -d 'List the records and what each still admits without SSL'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from hba" -f -a "harden" -d 'Close plaintext in the records; SSL must be on'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from hba" -f -a "apply" -d 'Replace the records by those of a `pg_hba.conf` or of JSON'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from hba" -f -a "export" -d 'Write the records as a `pg_hba.conf`'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from hba" -f -a "explain" -d 'Say which record a login matches, why each before it is skipped, and how it ends'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from hba" -f -a "history" -d 'List the changes of the records that the service knows'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from hba" -f -a "restore" -d 'Put the records back as they were at a time'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from export" -f -a "terraform" -d 'Write the SSL settings and pg_hba records as HCL for the Terraform provider aliyun/alicloud'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from export" -f -a "ram-policy" -d 'Print a RAM policy with the least rights for a purpose'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from report" -f -a "merge" -d 'Put reports together, such as those of the shards of one run, or show one in another format'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from report" -f -a "diff" -d 'Say what became worse or better between two reports, what is new and what is gone'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "init" -d 'Write a policy file to start from, to stdout or a new file'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "validate" -d 'Check a policy file'
complete -c forcessl -n "__fish_forcessl_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "explain" -d 'Say which rules and waivers hold for an instance; asks the API only when tags matter'
