' Logs in, reads, refreshes, logs out; then what goes wrong. Arguments: base address, file with the authority.
Option Explicit
Dim checks, failures
checks = 0
failures = 0

Sub Check(is_so, what)
    checks = checks + 1
    If Not is_so Then
        failures = failures + 1
        WScript.Echo "failed: " & what
    End If
End Sub

' From a file in UTF-16: wine's VBScript has no ChrW, and reads scripts in the code page of the machine.
Function RightPassword()
    Dim files
    Set files = CreateObject("Scripting.FileSystemObject")
    RightPassword = files.OpenTextFile("password.txt", 1, False, -1).ReadLine
End Function

Function NewSession()
    Dim session
    Set session = CreateObject("LFToken.Session")
    session.BaseAddress = WScript.Arguments(0)
    session.AddCaFile WScript.Arguments(1)
    session.Trust = 2 ' LF_TRUST_ADDED_ONLY
    session.RepositoryId = "Archive"
    session.UserName = "svc"
    session.Password = RightPassword()
    Set NewSession = session
End Function

Dim session, first, second
Set session = NewSession()
Check session.Version = "0.1.0", "version"
Check session.State = 5, "state before Open"
session.Open
Check session.State = 2, "state after Open"
first = session.Authorization
Check Left(first, 7) = "Bearer ", "authorization"
Check "Bearer " & session.Token = first, "token"
Check session.ExpiresAt > Now, "expires"
Check session.NextEvent = 1, "logged in"
Check InStr(session.Statistics, "logins 1") > 0, "statistics"
session.Rejected first
second = session.Authorization
Check Left(second, 7) = "Bearer ", "after a rejection"
session.Close
Check session.State = 5, "state after Close"
session.Close

On Error Resume Next
second = session.Authorization
Check Err.Number - vbObjectError - 4096 = 8, "closed: " & Hex(Err.Number)
Check InStr(Err.Description, "call Open first") > 0, Err.Description
Err.Clear

Set session = NewSession()
session.Password = "wrong"
session.Open
Check Err.Number - vbObjectError - 4096 = 31, "refused: " & Hex(Err.Number)
Check InStr(Err.Description, "Check the credentials") > 0, Err.Description
Check InStr(Err.Description, "lf_") = 0, Err.Description
Check Err.Source = "LFToken.Session", "source " & Err.Source
Err.Clear
Check session.LastStatus = 31, "status"
Check session.LastAction = 3, "action"
session.Password = RightPassword()
session.Open
Check Err.Number = 0, "other credentials: " & Err.Description
Err.Clear

Dim unset
Set unset = CreateObject("LFToken.Session")
unset.Open
Check Err.Number <> 0 And InStr(Err.Description, "(BaseAddress)") > 0, Err.Description
Err.Clear
unset.MarginMs = -1
Check Err.Number - vbObjectError - 4096 = 1, "negative"
Check InStr(Err.Description, "MarginMs") = 1, Err.Description
Err.Clear

' Settings of no use leave the session as it is.
first = session.Authorization
session.AddCaFile "missing.pem"
session.Open
Check InStr(Err.Description, "missing.pem") > 0, "a setting of no use: " & Err.Description
Err.Clear
Check session.State = 2, "state after a setting of no use"
Check session.Authorization = first, "token after a setting of no use"
Check Err.Number = 0, Err.Description
Err.Clear

' The way to the server, before a login and without one.
Dim stranger, found
Set stranger = NewSession()
found = stranger.Check
Check InStr(found, "passed: API: ") > 0, found
Check InStr(found, "failed: ") = 0, "a step failed: " & found
Check InStr(found, "svc") = 0, "the user is told: " & found
stranger.SetClientCertificatePkcs12File "own.pfx", RightPassword()
found = stranger.Check
Check InStr(Err.Description, "own.pfx") > 0, "a file that is missing: " & Err.Description
Check InStr(Err.Description, RightPassword()) = 0, Err.Description
Err.Clear
Set stranger = CreateObject("LFToken.Session")
stranger.BaseAddress = WScript.Arguments(0)
stranger.Trust = 1 ' LF_TRUST_BUNDLED
found = stranger.Check
Check Err.Number = 0, Err.Description
Check InStr(found, "failed: TLS: ") > 0, "an unknown authority: " & found
Check InStr(found, "(AddCaPem, AddCaFile)") > 0, "what to do: " & found
Check InStr(found, "skipped: API: ") > 0, "steps behind: " & found
Err.Clear

' The one that is open is released, and the script ends, without Close.
Set session = Nothing
Dim left_open
Set left_open = NewSession()
left_open.Open
Check Err.Number = 0, Err.Description
WScript.Echo checks & " checks, " & failures & " failed"
