{ Managed sessions: what is read, heard and asked for. }
program sessions;

{$IFDEF FPC}{$MODE DELPHI}{$CODEPAGE UTF8}{$ENDIF}
{$IFDEF MSWINDOWS}{$APPTYPE CONSOLE}{$ENDIF}

uses
  {$IFDEF UNIX}cthreads,{$ENDIF}
  Classes, SysUtils, lftoken, checks;

type
  TReader = class(TThread)
  protected
    procedure Execute; override;
  end;

  TListener = class
    Session: TLFSession;
    Failed: Integer;
    Others: Integer;
    Asked: Integer;
    Cause: TLFStatus;
    Inside: TLFStatus;
    procedure Hear(Event: Integer; Why: ELFError);
    function Fill(Credentials: TLFCredentials): Boolean;
  end;

  TLeaver = class
    Session: TLFSession;
    IsGone: Boolean;
    procedure Hear(Event: Integer; Why: ELFError);
  end;

var
  Client: TLFClient;
  Shared: TLFSession;

procedure TReader.Execute;
begin
  Expect(Shared.Token <> '', 'a thread reads the token');
end;

procedure ExpectFailure(Status: TLFStatus; E: ELFError; const What: string);
begin
  Expect(E.Status = Status, What + ': ' + E.Message);
end;

{ The events that were not asked for yet. }
function EventsOf(Session: TLFSession): string;
var
  Event: Integer;
begin
  Result := '';
  repeat
    Event := Session.NextEvent;
    Result := Result + IntToStr(Event);
  until Event = 0;
end;

procedure ManyReadsTakeOneLogin;
var
  First, Second: TReader;
  Value: TLFString;
begin
  Shared := TLFSession.Create(Client, 'Archive', 'svc', PASSWORD);
  ExpectNumber(LF_SESSION_EMPTY, Shared.State, 'the state before the first read');
  ExpectNumber(0, Shared.ExpiresAtUnixMs, 'the expiry before the first read');
  Expect(Shared.ExpiresAtUtc = 0, 'the date before the first read');
  First := TReader.Create(False);
  Second := TReader.Create(False);
  First.WaitFor;
  Second.WaitFor;
  First.Free;
  Second.Free;
  ExpectText('Bearer ' + Shared.Token, Shared.Authorization, 'the header');
  Expect(Shared.TryToken(Value), 'the token is there');
  ExpectText(Shared.Token, Value, 'the token without waiting');
  ExpectNumber(LF_SESSION_FRESH, Shared.State, 'the state after the first read');
  Expect(Shared.ExpiresAtUtc > EncodeDate(2020, 1, 1), 'the date after the first read');
  ExpectText(TLFString(GetEnvironmentVariable('LF_TEST_BASE')), Shared.ApiAddress, 'the address of the API');
  Expect(Pos('logins 1'#10, Shared.Stats) > 0, string(Shared.Stats));
  Shared.Close;
  ExpectNumber(LF_SESSION_CLOSED, Shared.State, 'the state at the end');
  Expect(EventsOf(Shared) = Format('%d%d0', [LF_EVENT_LOGGED_IN, LF_EVENT_LOGGED_OUT]), 'the events');
  try
    Shared.Token;
    Expect(False, 'a closed session is not read');
  except
    on E: ELFError do
      ExpectFailure(LF_E_CLOSED, E, 'a closed session');
  end;
  Shared.Free;
end;

procedure AReadThatDoesNotWaitSaysWhenTheTokenIsThere;
var
  Session: TLFSession;
  Value: TLFString;
  Round: Integer;
begin
  Session := TLFSession.Create(Client, 'Archive', 'svc', PASSWORD);
  Round := 0;
  while (not Session.TryToken(Value)) and (Round < 1000) do
  begin
    ExpectText('', Value, 'nothing is there yet');
    Sleep(10);
    Inc(Round);
  end;
  Expect(Value <> '', 'the token has come');
  Session.Close;
  Session.Free;
end;

procedure ARejectedTokenIsConfirmedOnce;
var
  Session: TLFSession;
  Header: TLFString;
begin
  Session := TLFSession.Create(Client, 'Archive', 'svc', PASSWORD);
  Header := Session.Authorization;
  Session.TokenRejected(Header);
  ExpectText(Header, Session.Authorization, 'the header after it was confirmed');
  try
    Session.TokenRejected(Header);
    Expect(False, 'a confirmed token is not confirmed again');
  except
    on E: ELFError do
      ExpectFailure(LF_E_ACCESS_DENIED, E, 'a resource that refuses every token');
  end;
  Session.Free;
  ExpectNumber(0, Client.Settle, 'what is open after a free session was logged out');
end;

procedure OtherCredentialsAreTaken;
var
  Session: TLFSession;
  Credentials: TLFCredentials;
  Cause: ELFError;
begin
  Session := TLFSession.Create(Client, 'Archive', 'svc', 'not it');
  try
    Session.Token;
    Expect(False, 'a wrong password is refused');
  except
    on E: ELFError do
    begin
      ExpectFailure(LF_E_CREDENTIALS_REFUSED, E, 'a wrong password');
      Expect(Pos('lf_', E.Message) = 0, E.Message);
    end;
  end;
  ExpectNumber(LF_EVENT_LOGIN_FAILED, Session.NextEvent(Cause), 'the event of a failure');
  Expect(Assigned(Cause) and (Cause.Status = LF_E_CREDENTIALS_REFUSED), 'the cause of a failure');
  Cause.Free;
  ExpectNumber(0, Session.NextEvent(Cause), 'no more events');
  Expect(Cause = nil, 'no cause');
  Credentials := TLFCredentials.Create('svc', PASSWORD);
  Session.SetCredentials(Credentials);
  Credentials.Free;
  Expect(Session.Token <> '', 'the right password is taken');
  Session.Close;
  Session.Free;
end;

procedure TListener.Hear(Event: Integer; Why: ELFError);
begin
  try
    Session.Close;
  except
    on E: ELFError do
      Inside := E.Status;
  end;
  if Event = LF_EVENT_LOGIN_FAILED then
  begin
    Cause := Why.Status;
    InterlockedIncrement(Failed);
  end
  else if Why = nil then
    InterlockedIncrement(Others);
  raise Exception.Create('it does not reach the library');
end;

function TListener.Fill(Credentials: TLFCredentials): Boolean;
begin
  Inc(Asked);
  if Asked = 1 then
    raise Exception.Create('the vault is closed');
  Result := Asked > 2;
  if Result then
  begin
    Credentials.SetUsername('svc');
    Credentials.SetPassword(PASSWORD);
  end;
end;

procedure ListenersHearAndAreAsked;
var
  Options: TLFSessionOptions;
  Listener: TListener;
  Session: TLFSession;
  Round: Integer;
begin
  Listener := TListener.Create;
  Options := TLFSessionOptions.Create;
  Options.SetMarginMs(20000);
  Options.SetLingerSeconds(60);
  Options.SetEventCallback(Listener.Hear);
  Options.SetCredentialsCallback(Listener.Fill);
  Session := TLFSession.Create(Client, 'Archive', nil, Options);
  Listener.Session := Session;
  { The session has its own. }
  Options.SetEventCallback(nil);
  Options.Free;
  for Round := 1 to 2 do
  begin
    try
      Session.Token;
      Expect(False, 'a login without credentials fails');
    except
      on E: ELFError do
        ExpectFailure(LF_E_INVALID_ARGUMENT, E, 'a login without credentials');
    end;
    Session.RetryCredentials;
  end;
  Expect(Session.Token <> '', 'the third time they are given');
  Session.Close;
  { Events come on other threads, and a little later than what they tell of. }
  Round := 0;
  while (Listener.Others < 2) and (Round < 1000) do
  begin
    Sleep(10);
    Inc(Round);
  end;
  ExpectNumber(3, Listener.Asked, 'how often it was asked');
  ExpectNumber(2, Listener.Failed, 'how many failures it heard of');
  ExpectNumber(2, Listener.Others, 'how many other events it heard of');
  ExpectNumber(LF_E_INVALID_ARGUMENT, Listener.Cause, 'the cause');
  ExpectNumber(LF_E_WOULD_DEADLOCK, Listener.Inside, 'a call that would wait in an event');
  Session.Free;
  Listener.Free;
end;

procedure TLeaver.Hear(Event: Integer; Why: ELFError);
begin
  if Event = LF_EVENT_LOGIN_FAILED then
  begin
    Sleep(100); { so that the program is done with it }
    FreeAndNil(Session);
    IsGone := True;
  end;
end;

procedure ASessionMayBeFreedInsideItsEvent;
var
  Options: TLFSessionOptions;
  Credentials: TLFCredentials;
  Leaver: TLeaver;
  Value: TLFString;
  Round: Integer;
begin
  Leaver := TLeaver.Create;
  Options := TLFSessionOptions.Create;
  Options.SetEventCallback(Leaver.Hear);
  Credentials := TLFCredentials.Create('svc', 'not it');
  Leaver.Session := TLFSession.Create(Client, 'Archive', Credentials, Options);
  Credentials.Free;
  Options.Free;
  Expect(not Leaver.Session.TryToken(Value), 'the login is on its way');
  Round := 0;
  while (not Leaver.IsGone) and (Round < 1000) do
  begin
    Sleep(10);
    Inc(Round);
  end;
  Expect(Leaver.IsGone and (Leaver.Session = nil), 'the session was freed');
  ExpectNumber(0, Client.Settle, 'nothing is open');
  Leaver.Free;
end;

procedure SettingsAreChecked;
var
  Options: TLFSessionOptions;
  Credentials: TLFCredentials;
  Session: TLFSession;
begin
  Options := TLFSessionOptions.Create;
  try
    Options.SetRenewAfterPercent(101);
    Expect(False, 'a share of more than everything is refused');
  except
    on E: ELFError do
      Expect(Pos('TLFSessionOptions.SetRenewAfterPercent', E.Message) > 0, E.Message);
  end;
  Options.SetHold(True);
  Options.SetKeepAliveSeconds(1800);
  Options.SetJitterPercent(0);
  try
    TLFSession.Create(Client, 'Archive', nil, Options).Free;
    Expect(False, 'a session needs credentials');
  except
    on E: ELFError do
      ExpectFailure(LF_E_INVALID_ARGUMENT, E, 'a session without credentials');
  end;
  Credentials := TLFCredentials.Create('svc', PASSWORD);
  Session := TLFSession.Create(Client, 'Archive', Credentials, Options);
  Credentials.Free;
  Options.Free;
  Expect(Session.Token <> '', 'a session that is held');
  Session.Close;
  Session.Free;
end;

procedure AClientThatShutsDownLogsEverythingOut;
var
  Call: TLFCall;
  Session: TLFSession;
begin
  Session := TLFSession.Create(Client, 'Archive', 'svc', PASSWORD);
  Expect(Session.Token <> '', 'a session that nobody closes');
  Call := TLFCall.Create;
  Call.SetTotalTimeoutMs(20000);
  ExpectNumber(0, Client.Shutdown(Call), 'what is open after the end');
  Call.Free;
  try
    Session.Token;
    Expect(False, 'the client was shut down');
  except
    on E: ELFError do
      ExpectFailure(LF_E_CLOSED, E, 'a session of a client that was shut down');
  end;
  Session.Free;
end;

var
  Options: TLFOptions;

begin
  Options := StubOptions;
  Client := TLFClient.Create(Options);
  Options.Free;
  ManyReadsTakeOneLogin;
  AReadThatDoesNotWaitSaysWhenTheTokenIsThere;
  ARejectedTokenIsConfirmedOnce;
  OtherCredentialsAreTaken;
  ListenersHearAndAreAsked;
  ASessionMayBeFreedInsideItsEvent;
  SettingsAreChecked;
  AClientThatShutsDownLogsEverythingOut;
  Client.Free;
  Done;
end.
