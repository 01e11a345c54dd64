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

  /**
   * Hands commands to the TPM through the TPM Base Services (tbs.h: TBS_CONTEXT_PARAMS2 with
   * includeTpm20, locality 0, normal priority). Standard input: a command in base64 a line, then an
   * empty line. Answers the responses, likewise.
   */
  submitTpmCommands: `$ErrorActionPreference='Stop'
Add-Type @'
using System;using System.Runtime.InteropServices;
public static class Tbs{
struct Params{public uint Version;public uint Flags;}
[DllImport("tbs.dll")]static extern uint Tbsi_Context_Create(ref Params p,out IntPtr c);
[DllImport("tbs.dll")]static extern uint Tbsip_Context_Close(IntPtr c);
[DllImport("tbs.dll")]static extern uint Tbsip_Submit_Command(IntPtr c,uint locality,uint priority,byte[] i,uint n,byte[] o,ref uint m);
static void Check(uint r){if(r!=0)throw new Exception("TBS result 0x"+r.ToString("x8"));}
public static byte[] Submit(byte[] i){
var p=new Params{Version=2,Flags=4};IntPtr c;Check(Tbsi_Context_Create(ref p,out c));
try{var o=new byte[4096];uint m=4096;Check(Tbsip_Submit_Command(c,0,200,i,(uint)i.Length,o,ref m));Array.Resize(ref o,(int)m);return o;}
finally{Tbsip_Context_Close(c);}}}
'@
while($line=[Console]::In.ReadLine()){[Convert]::ToBase64String([Tbs]::Submit([Convert]::FromBase64String($line)))}`,

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

  /**
   * Asks for URLs. Standard input: a URL in base64 of its UTF-8 a line, then an empty line. Answers a line of
   * JSON each: {"status": number | null, "milliseconds": number, "problem": base64 | null}.
   */
  reachUrls: `$ErrorActionPreference='Stop'
$ProgressPreference='SilentlyContinue'
while($line=[Console]::In.ReadLine()){
$url=[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($line))
$watch=[Diagnostics.Stopwatch]::StartNew();$status=$null;$problem=$null
try{$status=[int](Invoke-WebRequest -Uri $url -UseBasicParsing -TimeoutSec 10).StatusCode}
catch{$e=$_.Exception;if($e.Response){$status=[int]$e.Response.StatusCode}
else{while($e.InnerException){$e=$e.InnerException};$problem=[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($e.Message))}}
@{status=$status;milliseconds=$watch.ElapsedMilliseconds;problem=$problem}|ConvertTo-Json -Compress}`,

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
