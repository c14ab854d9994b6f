{ What differs from API to API, and logins in a browser: a person opens the address that is left in open.txt. }
program apis;

{$IFDEF FPC}{$MODE DELPHI}{$CODEPAGE UTF8}{$ENDIF}
{$IFDEF MSWINDOWS}{$APPTYPE CONSOLE}{$ENDIF}

uses
  {$IFDEF UNIX}cthreads,{$ENDIF}
  SysUtils, Classes, lftoken, checks;

const
  SCOPES = 'repository.Read repository.Write';

type
  TTrigger = class(TThread)
  private
    FCancel: TLFCancel;
  public
    constructor Create(Cancel: TLFCancel);
    procedure Execute; override;
  end;

constructor TTrigger.Create(Cancel: TLFCancel);
begin
  FCancel := Cancel;
  inherited Create(False);
end;

procedure TTrigger.Execute;
begin
  FCancel.Trigger;
end;

function Setting(const Name: string): TLFString;
begin
  Result := TLFString(GetEnvironmentVariable(Name));
end;

{ A client of the server that speaks every API, without TLS. }
function ClientFor(Api: Integer): TLFClient;
var
  Options: TLFOptions;
begin
  if Api = LF_API_CLOUD then
    Options := TLFOptions.Create(Setting('LF_TEST_SIGN_IN'))
  else
    Options := TLFOptions.Create(Setting('LF_TEST_SERVER'));
  Options.SetApi(Api);
  Options.SetRetry(1, 10, 10);
  Result := TLFClient.Create(Options);
  Options.Free;
end;

function ServiceApp: TLFCredentials;
begin
  Result := TLFCredentials.Create;
  Result.SetAccessKey(Setting('LF_TEST_ACCESS_KEY'));
  Result.SetServicePrincipalKey(Setting('LF_TEST_PRINCIPAL_KEY'));
end;

{ An error in the words of the unit, without a secret. }
procedure Says(E: ELFError; Status: TLFStatus; Action: TLFAction; const What: string);
begin
  ExpectNumber(Status, E.Status, What);
  ExpectNumber(Ord(Action), Ord(E.Action), 'action of ' + What);
  Expect((Pos('lf_', E.Message) = 0) and (Pos('LF_', E.Message) = 0) and (Pos('{', E.Message) = 0), E.Message);
  Expect((Pos(PASSWORD, E.Message) = 0) and (Pos(string(Setting('LF_TEST_WEB_APP_SECRET')), E.Message) = 0),
    'no secret in ' + What);
end;

procedure LoginFails(Client: TLFClient; const Repository: TLFString; Credentials: TLFCredentials; Status: TLFStatus;
  Action: TLFAction; const What: string);
begin
  try
    Client.CreateToken(Repository, Credentials).Free;
    Expect(False, What);
  except
    on E: ELFError do
      Says(E, Status, Action, What);
  end;
end;

procedure RefreshFails(Token: TLFToken; KeepAlive: Cardinal; Status: TLFStatus; Action: TLFAction; Exchange: Integer;
  const What: string);
begin
  try
    Token.Refresh(KeepAlive);
    Expect(False, What);
  except
    on E: ELFError do
    begin
      Says(E, Status, Action, What);
      ExpectNumber(Exchange, E.Exchange, 'exchange of ' + What);
    end;
  end;
end;

procedure WhatEachCanDo;
var
  Api, What: Integer;
  Client: TLFClient;
begin
  for Api := LF_API_V1_ALPHA to LF_API_CLOUD do
  begin
    Client := ClientFor(Api);
    for What := LF_CAN_LOG_OUT to LF_CAN_CHOOSE_REPOSITORY do
      Expect(Client.Supports(What) = ((Api = LF_API_V1_ALPHA) or ((What = LF_CAN_CHOOSE_REPOSITORY) and
        (Api <> LF_API_CLOUD))), Format('capability %d of API %d', [What, Api]));
    Expect(not Client.Supports(99), 'an unknown capability');
    Client.Free;
  end;
end;

procedure ARefreshIsANewLogin(Api: Integer);
var
  Client: TLFClient;
  Token: TLFToken;
  Before: TLFString;
begin
  Client := ClientFor(Api);
  Token := Client.CreateToken('Archive', 'svc', PASSWORD);
  ExpectText(Setting('LF_TEST_SERVER'), Token.ApiAddress, 'the address of the API');
  ExpectText('', Token.Scope + Token.RefreshToken, 'no scope and no refresh token');
  Before := Token.Value;
  Token.Refresh;
  Expect(Token.Value <> Before, 'a refresh brings another value');
  RefreshFails(Token, 60, LF_E_UNSUPPORTED, lfaFixCall, LF_EXCHANGE_NOTHING_SENT, 'a keep-alive');
  Token.Invalidate;
  ExpectNumber(LF_TOKEN_DISCARDED, Token.State, 'the state of a forgotten token');
  Token.Free;
  ExpectNumber(0, Client.Settle, 'sessions of unknown outcome');
  Client.Free;
end;

procedure AnAdoptedTokenIsRefreshedWithCredentials;
var
  Client: TLFClient;
  Right, Wrong: TLFCredentials;
  Token: TLFToken;
begin
  Client := ClientFor(LF_API_SERVER_V1);
  Right := TLFCredentials.Create('svc', PASSWORD);
  Wrong := TLFCredentials.Create('svc', 'not it');
  Token := Client.AdoptToken('Archive', 'a value', 0, Right);
  Token.Refresh;
  Expect(Token.Value <> 'a value', 'it got another value');
  Token.Free;
  Token := Client.AdoptToken('Archive', 'a value');
  RefreshFails(Token, 0, LF_E_UNSUPPORTED, lfaLogInAgain, LF_EXCHANGE_NOTHING_SENT, 'a refresh with nothing');
  Token.Free;
  { A timer cannot lock an account. }
  Token := Client.AdoptToken('Archive', 'a value', 0, Wrong);
  RefreshFails(Token, 0, LF_E_CREDENTIALS_REFUSED, lfaFixCredentials, LF_EXCHANGE_ANSWERED, 'a refused refresh');
  RefreshFails(Token, 0, LF_E_CREDENTIALS_REFUSED, lfaFixCredentials, LF_EXCHANGE_NOTHING_SENT, 'the next one');
  ExpectText('a value', Token.Value, 'the value stays');
  Token.Free;
  LoginFails(Client, 'fault:token:drop', Right, LF_E_OUTCOME_UNKNOWN, lfaCheckSession, 'a login of unknown outcome');
  ExpectNumber(1, Client.Settle, 'it is counted');
  Wrong.Free;
  Right.Free;
  Client.Free;
end;

procedure WhatAnApiDoesNotTake;
var
  Alpha, Cloud: TLFClient;
  Password, App: TLFCredentials;
  Options: TLFOptions;
begin
  Alpha := ClientFor(LF_API_V1_ALPHA);
  Cloud := ClientFor(LF_API_CLOUD);
  Password := TLFCredentials.Create('svc', checks.PASSWORD);
  App := ServiceApp;
  LoginFails(Alpha, '', Password, LF_E_INVALID_ARGUMENT, lfaFixCall, 'a login without a repository');
  LoginFails(Alpha, 'Archive', App, LF_E_UNSUPPORTED, lfaFixCall, 'a service app');
  LoginFails(Cloud, '', Password, LF_E_UNSUPPORTED, lfaFixCall, 'a password');
  App.SetServicePrincipalKey('not it');
  LoginFails(Cloud, '', App, LF_E_CREDENTIALS_REFUSED, lfaFixCredentials, 'another service principal key');
  App.SetAccessKey('e30=');
  LoginFails(Cloud, '', App, LF_E_INVALID_ARGUMENT, lfaFixCall, 'an access key without members');
  Options := TLFOptions.Create;
  try
    TLFClient.Create(Options).Free;
    Expect(False, 'a client without an address');
  except
    on E: ELFError do
      Says(E, LF_E_INVALID_ARGUMENT, lfaFixCall, 'a client without an address');
  end;
  try
    Options.SetApi(99);
    Expect(False, 'an API that is not there');
  except
    on E: ELFError do
      Expect(Pos('TLFOptions.SetApi: ', E.Message) = 1, E.Message);
  end;
  Options.Free;
  App.Free;
  Password.Free;
  Cloud.Free;
  Alpha.Free;
end;

procedure AServiceApp;
var
  Client: TLFClient;
  Credentials: TLFCredentials;
  Token: TLFToken;
  Before: TLFString;
begin
  Client := ClientFor(LF_API_CLOUD);
  Credentials := ServiceApp;
  Credentials.SetScope('repository.Read');
  Token := Client.CreateToken('', Credentials);
  ExpectText('', Token.RepositoryId + Token.RefreshToken, 'no repository and no refresh token');
  ExpectText('repository.Read', Token.Scope, 'the scope');
  ExpectText('https://api.laserfiche.com/repository', Token.ApiAddress, 'the address of the region');
  Before := Token.Value;
  Token.Refresh;
  Expect(Token.Value <> Before, 'a refresh brings another value');
  Token.Free;
  Token := Client.CreateToken('Archive', Credentials);
  ExpectText('Archive', Token.RepositoryId, 'the repository is remembered');
  Token.Free;
  Credentials.Free;
  Client.Free;
end;

procedure ARefreshTokenWhoseAnswerWasLost;
var
  Client: TLFClient;
  Credentials: TLFCredentials;
  Token: TLFToken;
begin
  Client := ClientFor(LF_API_CLOUD);
  Credentials := TLFCredentials.Create;
  Credentials.SetClientId(Setting('LF_TEST_SINGLE_PAGE_APP'));
  Credentials.SetRefreshToken('fault:token:drop');
  Token := Client.AdoptToken('', 'a value', 0, Credentials);
  RefreshFails(Token, 0, LF_E_OUTCOME_UNKNOWN, lfaLogInAgain, LF_EXCHANGE_UNANSWERED, 'a lost answer');
  RefreshFails(Token, 0, LF_E_OUTCOME_UNKNOWN, lfaLogInAgain, LF_EXCHANGE_NOTHING_SENT, 'what follows it');
  Token.Free;
  Credentials.Free;
  Client.Free;
end;

procedure OpenBrowser(const Address: TLFString);
var
  Wanted: TextFile;
begin
  AssignFile(Wanted, 'open.txt');
  Rewrite(Wanted);
  WriteLn(Wanted, Address);
  CloseFile(Wanted);
end;

procedure AWebAppAndItsRefreshTokens;
var
  Client: TLFClient;
  Authorization: TLFAuthorization;
  Credentials: TLFCredentials;
  Token: TLFToken;
  First, Second: TLFString;
begin
  Client := ClientFor(LF_API_CLOUD);
  Authorization := TLFAuthorization.Create(Client, Setting('LF_TEST_WEB_APP'), Setting('LF_TEST_REDIRECT'), SCOPES);
  Authorization.SetClientSecret(Setting('LF_TEST_WEB_APP_SECRET'));
  Authorization.SetCustomerId('123456789');
  Expect(Pos('customerId=123456789', Authorization.Url) > 0, 'the customer is in the address');
  Authorization.Listen;
  OpenBrowser(Authorization.Url);
  Credentials := Authorization.Wait;
  Authorization.Free;
  Token := Client.CreateToken('', Credentials);
  LoginFails(Client, '', Credentials, LF_E_INVALID_ARGUMENT, lfaFixCall, 'a code that was used');
  Credentials.Free;
  ExpectText(SCOPES, Token.Scope, 'the scopes');
  First := Token.RefreshToken;
  Token.Refresh;
  Second := Token.RefreshToken;
  Expect((First <> '') and (Second <> '') and (First <> Second), 'refresh tokens rotate');
  Token.Free;
  { After a restart. }
  Credentials := TLFCredentials.Create;
  Credentials.SetClientId(Setting('LF_TEST_WEB_APP'));
  Credentials.SetClientSecret(Setting('LF_TEST_WEB_APP_SECRET'));
  Credentials.SetRefreshToken(Second);
  Token := Client.CreateToken('', Credentials);
  Expect((Token.RefreshToken <> '') and (Token.RefreshToken <> Second), 'the next refresh token');
  Token.Free;
  Credentials.Free;
  Client.Free;
end;

procedure IsNotAccepted(Authorization: TLFAuthorization; const Callback: TLFString; Status: TLFStatus;
  Action: TLFAction; const What: string);
begin
  try
    Authorization.Accept(Callback).Free;
    Expect(False, What);
  except
    on E: ELFError do
      Says(E, Status, Action, What);
  end;
end;

function StateOf(Authorization: TLFAuthorization): TLFString;
begin
  Result := Authorization.Url;
  Delete(Result, 1, Pos('state=', Result) + 5);
  if Pos('&', Result) > 0 then
    Result := Copy(Result, 1, Pos('&', Result) - 1);
end;

procedure WhatABrowserBringsBack;
var
  Client: TLFClient;
  Authorization: TLFAuthorization;
  Credentials: TLFCredentials;
  State: TLFString;
begin
  Client := ClientFor(LF_API_SERVER_V2);
  Authorization := TLFAuthorization.Create(Client, '', Setting('LF_TEST_REDIRECT'));
  State := StateOf(Authorization);
  IsNotAccepted(Authorization, 'code=abc&state=other', LF_E_INVALID_ARGUMENT, lfaFixCall, 'another state');
  IsNotAccepted(Authorization, 'code=a' + #0 + 'c', LF_E_INVALID_ARGUMENT, lfaFixCall, 'a NUL');
  IsNotAccepted(Authorization, 'error=access_denied&state=' + State, LF_E_ACCESS_DENIED, lfaLogInAgain,
    'a user who refuses');
  Authorization.Free;
  Authorization := TLFAuthorization.Create(Client, '', Setting('LF_TEST_REDIRECT'));
  State := StateOf(Authorization);
  Credentials := Authorization.Accept(Setting('LF_TEST_REDIRECT') + '?code=not-known&state=' + State);
  LoginFails(Client, 'Archive', Credentials, LF_E_CREDENTIALS_REFUSED, lfaLogInAgain, 'a code of nobody');
  Credentials.Free;
  IsNotAccepted(Authorization, 'code=abc&state=' + State, LF_E_INVALID_ARGUMENT, lfaFixCall, 'a second answer');
  Authorization.Free;
  Client.Free;
end;

procedure NobodyComes;
var
  Client: TLFClient;
  First, Second: TLFAuthorization;
  Call: TLFCall;
  Cancel: TLFCancel;
  Trigger: TTrigger;

  procedure WaitFails(Status: TLFStatus; Action: TLFAction; const What: string);
  begin
    try
      First.Wait(Call).Free;
      Expect(False, What);
    except
      on E: ELFError do
        Says(E, Status, Action, What);
    end;
  end;

begin
  Client := ClientFor(LF_API_SERVER_V2);
  First := TLFAuthorization.Create(Client, '', Setting('LF_TEST_REDIRECT'));
  Second := TLFAuthorization.Create(Client, '', Setting('LF_TEST_REDIRECT'));
  Call := TLFCall.Create;
  WaitFails(LF_E_INVALID_ARGUMENT, lfaFixCall, 'a wait without a listener');
  First.Listen;
  try
    Second.Listen;
    Expect(False, 'a port that is taken');
  except
    on E: ELFError do
      Says(E, LF_E_INVALID_ARGUMENT, lfaFixCall, 'a port that is taken');
  end;
  Call.SetTotalTimeoutMs(50);
  WaitFails(LF_E_TIMED_OUT, lfaTryLater, 'a browser that does not come');
  Call.SetTotalTimeoutMs(60000);
  Cancel := TLFCancel.Create;
  Call.SetCancel(Cancel);
  Trigger := TTrigger.Create(Cancel);
  WaitFails(LF_E_CANCELLED, lfaNone, 'a cancelled wait');
  Trigger.WaitFor;
  Trigger.Free;
  Cancel.Free;
  Call.Free;
  First.Free;
  { The port is free again. }
  Second.Listen;
  Second.Free;
  Client.Free;
end;

procedure WhatCannotBeBegun;
var
  Alpha, Cloud: TLFClient;

  procedure Fails(Client: TLFClient; const Redirect, ClientId: TLFString; Status: TLFStatus; Action: TLFAction;
    const What: string);
  begin
    try
      TLFAuthorization.Create(Client, ClientId, Redirect).Free;
      Expect(False, What);
    except
      on E: ELFError do
        Says(E, Status, Action, What);
    end;
  end;

begin
  Alpha := ClientFor(LF_API_V1_ALPHA);
  Cloud := ClientFor(LF_API_CLOUD);
  Fails(Alpha, Setting('LF_TEST_REDIRECT'), '', LF_E_UNSUPPORTED, lfaFixCall, 'v1-alpha');
  Fails(Cloud, Setting('LF_TEST_REDIRECT'), '', LF_E_INVALID_ARGUMENT, lfaFixCall, 'no client id');
  Fails(Cloud, 'http://app.example.com/', Setting('LF_TEST_WEB_APP'), LF_E_INVALID_ARGUMENT, lfaFixCall, 'plain http');
  Fails(nil, Setting('LF_TEST_REDIRECT'), Setting('LF_TEST_WEB_APP'), LF_E_INVALID_ARGUMENT, lfaFixCall, 'no client');
  Cloud.Free;
  Alpha.Free;
end;

begin
  WhatEachCanDo;
  ARefreshIsANewLogin(LF_API_SERVER_V1);
  ARefreshIsANewLogin(LF_API_SERVER_V2);
  AnAdoptedTokenIsRefreshedWithCredentials;
  WhatAnApiDoesNotTake;
  AServiceApp;
  ARefreshTokenWhoseAnswerWasLost;
  AWebAppAndItsRefreshTokens;
  WhatABrowserBringsBack;
  NobodyComes;
  WhatCannotBeBegun;
  Done;
end.
