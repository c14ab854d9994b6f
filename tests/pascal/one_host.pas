{ A host written once: which API the server has, and what to log in with, come from outside. }
program one_host;

{$IFDEF FPC}{$MODE DELPHI}{$CODEPAGE UTF8}{$ENDIF}
{$IFDEF MSWINDOWS}{$APPTYPE CONSOLE}{$ENDIF}

uses
  SysUtils, lftoken;

function Setting(const Name: string): TLFString;
begin
  Result := TLFString(GetEnvironmentVariable(Name));
end;

{ The only setting that differs. }
function Api: Integer;
const
  NAMES: array[LF_API_V1_ALPHA..LF_API_CLOUD] of TLFString = ('v1-alpha', 'server-v1', 'server-v2', 'cloud');
begin
  Result := Low(NAMES);
  while NAMES[Result] <> Setting('LF_API') do
    Inc(Result);
end;

{ The credentials that go with it: those that are there. }
function NewCredentials: TLFCredentials;
begin
  Result := TLFCredentials.Create;
  if Setting('LF_USER') <> '' then
    Result.SetUsername(Setting('LF_USER'));
  if Setting('LF_PASSWORD') <> '' then
    Result.SetPassword(Setting('LF_PASSWORD'));
  if Setting('LF_ACCESS_KEY_FILE') <> '' then
    Result.SetAccessKeyFile(Setting('LF_ACCESS_KEY_FILE'));
  if Setting('LF_SERVICE_PRINCIPAL_KEY') <> '' then
    Result.SetServicePrincipalKey(Setting('LF_SERVICE_PRINCIPAL_KEY'));
end;

function NewClient: TLFClient;
var
  Options: TLFOptions;
begin
  Options := TLFOptions.Create(Setting('LF_BASE_ADDRESS'));
  try
    Options.SetApi(Api);
    Options.AddCaFile(Setting('LF_CA_FILE'));
    Result := TLFClient.Create(Options);
  finally
    Options.Free;
  end;
end;

procedure UseToken(Client: TLFClient; Credentials: TLFCredentials);
var
  Token: TLFToken;
  Before: TLFString;
begin
  Token := Client.CreateToken(Setting('LF_REPOSITORY'), Credentials);
  try
    WriteLn('logged in for ', Token.ApiAddress);
    Before := Token.Value;
    if Client.Supports(LF_CAN_KEEP_ALIVE) then
      Token.Refresh(1800)
    else
      Token.Refresh;
    if Token.Value = Before then
      WriteLn('refreshed, the same token')
    else
      WriteLn('refreshed, a new token');
    Token.Invalidate;
    if Client.Supports(LF_CAN_LOG_OUT) then
      WriteLn('does not end by itself')
    else
      WriteLn('ends by itself');
  finally
    Token.Free;
  end;
end;

var
  Client: TLFClient;
  Credentials: TLFCredentials;

begin
  Client := NewClient;
  Credentials := NewCredentials;
  try
    UseToken(Client, Credentials);
  finally
    Client.Settle;
    Credentials.Free;
    Client.Free;
  end;
end.
