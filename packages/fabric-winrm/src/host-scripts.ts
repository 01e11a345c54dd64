/**
 * The PowerShell scripts that run on a host. They are constants: nothing is ever interpolated into
 * them; what varies comes in base64 on their standard input, and the answer goes out in base64 or
 * hex, so that no code page can change it.
 */
export const hostScripts = {
  /**
   * One line of JSON: {"endorsementKey": base64 | null, "certificate": base64 | null, "document": base64 | null}.
   * Get-TpmEndorsementKeyInfo (module TrustedPlatformModule), Get-PlatformIdentifier (PlatformIdentifier).
   */
  platformIdentifier: `$ErrorActionPreference='Stop'
$ek=Get-TpmEndorsementKeyInfo -HashAlgorithm Sha256
$b64={param($b) if($b){[Convert]::ToBase64String($b)}}
$cert=@($ek.ManufacturerCertificates)+@($ek.AdditionalCertificates)|Where-Object{$_}|Select-Object -First 1
$doc=$null
try{$doc=[Text.Encoding]::UTF8.GetBytes((Get-PlatformIdentifier -Name $env:COMPUTERNAME).InnerXml)}catch{}
@{endorsementKey=(&$b64 $ek.PublicKey.RawData);certificate=(&$b64 $cert.RawData);document=(&$b64 $doc)}|ConvertTo-Json -Compress`,

  /** Base64 of the TCG log of this boot, in one line (Win32_Tpm.GetTcgLog). */
  eventLog: `$ErrorActionPreference='Stop'
$tpm=Get-CimInstance -Namespace root/cimv2/Security/MicrosoftTpm -ClassName Win32_Tpm
$log=(Invoke-CimMethod -InputObject $tpm -MethodName GetTcgLog).TcgLog
[Convert]::ToBase64String($log)`,

  /**
   * Writes a file. Standard input: a line with base64 of the path in UTF-8, then lines with base64
   * of the bytes, then an empty line. Answers the SHA-256 of the file as it is on the disk, in hex.
   */
  copyFile: `$ErrorActionPreference='Stop'
$in=[Console]::In
$path=[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($in.ReadLine()))
$file=[IO.File]::Create($path)
try{while($line=$in.ReadLine()){$bytes=[Convert]::FromBase64String($line);$file.Write($bytes,0,$bytes.Length)}}finally{$file.Dispose()}
(Get-FileHash -LiteralPath $path -Algorithm SHA256).Hash`,

  /** SHA-256 in hex of the deployed code integrity policy, or the word \`none\`. */
  deployedCodeIntegrityPolicyHash: `$ErrorActionPreference='Stop'
$path=Join-Path $env:windir 'System32\\CodeIntegrity\\SiPolicy.p7b'
if(Test-Path -LiteralPath $path){(Get-FileHash -LiteralPath $path -Algorithm SHA256).Hash}else{'none'}`,
} as const;

/** Where a policy file is put before Windows takes it over. */
export const policyUploadPath = 'C:\\Windows\\Temp\\gatehouse-SiPolicy.p7b';

/** Has the Windows time service look at its sources again; exit code 0. */
export const clockResyncCommand = {
  command: 'w32tm.exe',
  arguments: ['/resync', '/force'],
} as const;
