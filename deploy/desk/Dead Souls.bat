@echo off
rem Windows: a double click opens the desk; the first one makes what it needs.
chcp 65001 >nul
set PYTHONUTF8=1
cd /d "%~dp0..\.."
where py >nul 2>nul && (py -3 auditor\desk\launch.py & goto ended)
where python >nul 2>nul && (python auditor\desk\launch.py & goto ended)
echo Python 3.11 or newer is needed: https://www.python.org/downloads/
echo Нужен Python 3.11 или новее: https://www.python.org/downloads/
:ended
if errorlevel 1 pause
