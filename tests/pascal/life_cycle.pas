{ The classes of lftoken.pas: sessions, what errors tell, and that no session is left open. }
program life_cycle;

{$IFDEF FPC}{$MODE DELPHI}{$CODEPAGE UTF8}{$ENDIF}
{$IFDEF MSWINDOWS}{$APPTYPE CONSOLE}{$ENDIF}

uses
  {$IFDEF UNIX}cthreads,{$ENDIF}
  SysUtils, lftoken, checks;

var
  Client: TLFClient;

procedure TheLibraryIsTheRightOne;
begin
  Expect(lf_version = LF_HEADER_VERSION, 'the version of the library');
  ExpectNumber(LF_HEADER_ABI_VERSION, lf_abi_version, 'the number of the interface');
end;

procedure ASessionFromLoginToLogout;
const
  REPOSITORY = 'Ablage für 100 €';
var
  Credentials: TLFCredentials;
  Token: TLFToken;
begin
  Credentials := TLFCredentials.Create('svc', PASSWORD);
  Credentials.SetApplicationName('Prüfstand');
  Credentials.SetCreateCookie(True);
  Token := Client.CreateToken(REPOSITORY, Credentials);
  Credentials.Free;
  ExpectText(REPOSITORY, Token.RepositoryId, 'the repository');
  ExpectNumber(LF_TOKEN_ACTIVE, Token.State, 'the state after the login');
  Expect(Length(Token.Value) > 20, 'the token has a value');
  Expect(Pos('=', Token.Cookie) > 1, 'the cookie has name and value');
  Expect(Token.RemainingMs > 600000, 'the session lasts 15 minutes');
  Expect(Abs(Token.ExpiresAtUtc - EncodeDate(1970, 1, 1) - Token.ExpiresAtUnixMs / MSecsPerDay) < 1 / SecsPerDay,
    'both forms of the expiry agree');
  Token.Refresh(3600);
  Expect(Token.RemainingMs > 3500000, 'the session was prolonged');
  Token.Invalidate;
  ExpectNumber(LF_TOKEN_LOGGED_OUT, Token.State, 'the state after the logout');
  ExpectNumber(0, Token.RemainingMs, 'what remains after the logout');
  Token.Free;
end;

procedure FreeingATokenLogsOut;
var
  Token, Again: TLFToken;
begin
  Token := Client.CreateToken('Archive', 'svc', PASSWORD);
  Again := Client.AdoptToken(Token.RepositoryId, Token.Value);
  ExpectNumber(-1, Again.RemainingMs, 'what remains of an adopted token');
  ExpectNumber(0, Again.ExpiresAtUnixMs, 'when an adopted token expires');
  Expect(Again.ExpiresAtUtc = 0, 'the date of an adopted token is not known');
  Again.Free;
  { Still there: an adopted session is not logged out. }
  Token.Refresh;
  Token.Free;
end;

procedure ARefusedLoginTellsAll;
begin
  try
    Client.CreateToken('Archive', 'svc', 'not it').Free;
    Expect(False, 'a wrong password is refused');
  except
    on E: ELFError do
    begin
      ExpectNumber(LF_E_CREDENTIALS_REFUSED, E.Status, 'status');
      ExpectText('LF_E_CREDENTIALS_REFUSED', E.StatusName, 'its name');
      ExpectNumber(LF_E_CREDENTIALS_REFUSED, E.Cause, 'cause');
      ExpectNumber(401, E.HttpStatus, 'HTTP status');
      ExpectNumber(9010, E.ServerCode, 'server code');
      ExpectText('The user account or password is incorrect. [9010]', E.ServerMessage, 'server message');
      ExpectNumber(32, Length(E.OperationId), 'length of the operation id');
      ExpectNumber(32, Length(E.RequestId), 'length of the request id');
      ExpectText('', E.ServerClass + E.ServerSource + E.ProblemType + E.ProblemTitle, 'absent members');
      ExpectNumber(-1, E.RetryAfterMs, 'Retry-After');
      ExpectNumber(0, E.OsCode, 'system error');
      Expect(not E.IsRetryable, 'it is of no use to try again');
      ExpectNumber(LF_EXCHANGE_ANSWERED, E.Exchange, 'exchange');
      ExpectNumber(1, E.Attempts, 'attempts');
      Expect((Pos('127.0.0.1', E.Message) > 0) and (Pos('not it', E.Message) = 0), E.Message);
    end;
  end;
end;

procedure AProblemDocumentIsRead;
begin
  try
    Client.CreateToken('fault:create:status=409,error=problem,message=Schl%C3%BCssel,code=9099', 'svc',
      PASSWORD).Free;
    Expect(False, 'the login fails');
  except
    on E: ELFError do
    begin
      ExpectText('Schlüssel', E.ProblemTitle, 'title');
      ExpectText('LaserficheServer', E.ServerSource, 'source');
      Expect(E.ProblemType <> '', 'type');
      Expect(Pos('AccessTokens/Create', E.ProblemInstance) > 0, 'instance');
      ExpectText('', E.ProblemDetail, 'detail');
    end;
  end;
end;

procedure ABusyServerSaysWhenToComeBack;
var
  Credentials: TLFCredentials;
  Call: TLFCall;
begin
  Credentials := TLFCredentials.Create('svc', PASSWORD);
  Call := TLFCall.Create;
  Call.SetTimeoutMs(3000);
  try
    Client.CreateToken('fault:create:status=429,retry-after=7', Credentials, Call).Free;
    Expect(False, 'the login fails');
  except
    on E: ELFError do
    begin
      ExpectNumber(LF_E_RATE_LIMITED, E.Status, 'status');
      ExpectNumber(7000, E.RetryAfterMs, 'Retry-After');
      Expect(E.IsRetryable, 'it may help to try again');
    end;
  end;
  Call.Free;
  Credentials.Free;
end;

procedure NobodyListens;
var
  Nowhere: TLFClient;
begin
  Nowhere := TLFClient.Create('https://127.0.0.1:9/repository');
  try
    Nowhere.CreateToken('Archive', 'svc', PASSWORD).Free;
    Expect(False, 'the login fails');
  except
    on E: ELFError do
    begin
      ExpectNumber(LF_E_CONNECT_FAILED, E.Status, 'status');
      ExpectNumber(LF_EXCHANGE_NOTHING_SENT, E.Exchange, 'exchange');
      Expect(E.OsCode > 0, 'the system said why');
    end;
  end;
  Nowhere.Free;
end;

procedure WrongArgumentsAreNamed;
begin
  try
    TLFClient.Create('http://example.com/').Free;
    Expect(False, 'plain http is refused');
  except
    on E: ELFError do
      ExpectNumber(LF_E_INVALID_ARGUMENT, E.Status, 'plain http');
  end;
  try
    Client.CreateToken('Archive', 'svc', PASSWORD + #0 + 'more').Free;
    Expect(False, 'a NUL in a text is refused');
  except
    on E: ELFError do
      ExpectNumber(LF_E_INVALID_ARGUMENT, E.Status, 'a NUL in a text');
  end;
end;

var
  Options: TLFOptions;

begin
  TheLibraryIsTheRightOne;
  Options := StubOptions;
  Options.SetConnectTimeoutMs(20000);
  Options.SetTotalTimeoutMs(60000);
  Options.SetMinTlsVersion(LF_TLS_1_2);
  Options.SetUserAgentProduct('Pascal/1.0');
  Options.SetPool(2, 30000);
  Options.SetMaxAnswerBytes(100000);
  Options.SetRetry(2, 10, 100);
  Client := TLFClient.Create(Options);
  Options.Free;
  ASessionFromLoginToLogout;
  FreeingATokenLogsOut;
  ARefusedLoginTellsAll;
  AProblemDocumentIsRead;
  ABusyServerSaysWhenToComeBack;
  NobodyListens;
  WrongArgumentsAreNamed;
  Client.Free;
  Done;
end.
